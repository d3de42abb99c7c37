--! tests/error/option_missing.lua:5: nn.gat: the option out is missing
--!     local y = nn.gat(x, { heads = 8 })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(x, { heads = 8 })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
