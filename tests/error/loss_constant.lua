--! tests/error/loss_constant.lua:7: the loss does not depend on any parameter: there is nothing to train
--!     loss(pool_sum(sum(x)))
--!   value  param [1]   sum_rows   tests/error/loss_constant.lua:7
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
output("x", x)
loss(pool_sum(sum(x)))
