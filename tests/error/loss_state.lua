--! tests/error/loss_state.lua:8: the loss does not depend on any parameter: there is nothing to train
--!     loss(pool_sum(sum(x * s)))
--!   value  param [1]   sum_rows   tests/error/loss_state.lua:8
local F = dim("features", 16)
local x = input.node { F }
local s = state("s", { F })
output("y", x * s)
loss(pool_sum(sum(x * s)))
