--! tests/error/unknown_primitive.lua:6: there is no op.matmull
--!     local y = op.matmull(x, x)
--!   hint: did you mean op.matmul?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = op.matmull(x, x)
output("logits", y)
loss(cross_entropy(y, target.class(C)))
