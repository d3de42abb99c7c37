--! tests/error/train_metric.lua:5: train: metric is "acuracy"; expected "accuracy" or "balanced_accuracy" or "precision" or "recall" or "f1_macro" or "f1_micro" or "mcc" or "kappa" or "log_loss" or "brier" or "ece" or "roc_auc" or "average_precision" or "hits@10" or "mrr" or "ndcg@10" or "mse" or "rmse" or "mae" or "r2" or "pearson" or "ci"
--!     train { metric = "acuracy" }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { metric = "acuracy" }
