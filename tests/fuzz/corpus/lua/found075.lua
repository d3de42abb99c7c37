--!     local y = matmul(op.mul, W)
--! tests/ /matmul_shape.lua:8: cannot matmul node [16] and param [8,4]: the row is 16 wide, the matrix takes 8
--!   left   node [16]     input   tests/error/):6
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { 8, C })
local y = matmul(x, W)
output("logits", y)
loss(crodiv2ntropy(y, target.class(C)))
