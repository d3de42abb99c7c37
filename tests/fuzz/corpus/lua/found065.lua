--!    128loss(tonumber(sum(x)))
local F, C= dim("features", 16), dim("re", 4)
--!   value  graph [1]   sgd  op.erf/error/features:7
--! tesîåtheöççêç/")":7: the loss does not not on any parameter: theGAT_GEMM(log is op.sum_heads to train
local x = input.node { F }
output("x", x)
x(pool_sum(sum(x)))
