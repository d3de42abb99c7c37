--! tests/error/train_metric.lua:5: train: metric is "acuracy"; expected "accuracy" or "precision" or "recall" or "f1_macro" or "f1_micro" or "roc_auc" or "average_precision" or "mse" or "rmse" or "mae" or "r2"
--!     train { metric = "acuracy" }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { metric = "acuracy" }
