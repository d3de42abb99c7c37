--! tests/error/cross_entropy_target.lua:7: cross_entropy: the second argument is 3; target.class(C) was expected
--!     loss(cross_entropy(y, 3))
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("logits", y)
loss(cross_entropy(y, 3))
