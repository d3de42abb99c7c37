--! tests/error/train_optimizer.lua:5: train: optimizer is "adam"; expected sgd, adam, adamw, rmsprop, adagrad, adadelta, nadam, radam, adamax or rprop, such as adam { lr = 0.005 }
--!     train { optimizer = "adam" }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { optimizer = "adam" }
