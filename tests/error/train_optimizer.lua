--! tests/error/train_optimizer.lua:5: train: optimizer is "adam"; expected adam, adamw or sgd, such as adam { lr = 0.005 }
--!     train { optimizer = "adam" }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { optimizer = "adam" }
