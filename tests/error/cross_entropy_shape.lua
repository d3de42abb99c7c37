--! tests/error/cross_entropy_shape.lua:8: cross_entropy: the prediction is node [3]; expected node [4] as the target has it
--!     loss(cross_entropy(y, target.class(C)))
--!   value  node [3]   add   tests/error/cross_entropy_shape.lua:6
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = 3 })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
