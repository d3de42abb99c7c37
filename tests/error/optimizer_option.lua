--! tests/error/optimizer_option.lua:5: sgd has no option beta1; expected lr, weight_decay, momentum, dampening, nesterov
--!     train { optimizer = sgd { lr = 0.1, beta1 = 0.9 } }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { optimizer = sgd { lr = 0.1, beta1 = 0.9 } }
