--! tests/error/matmul_not_param.lua:7: the second operand of matmul is a param matrix [in,out] or [in,heads,dim], found node [16]
--!     local y = matmul(x, x)
--!   left   node [16]   input   tests/error/matmul_not_param.lua:6
--!   right  node [16]   input   tests/error/matmul_not_param.lua:6
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = matmul(x, x)
output("logits", y)
loss(cross_entropy(y, target.class(C)))
