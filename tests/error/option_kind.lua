--! tests/error/option_kind.lua:5: nn.gat: heads is 2.5; expected a whole number from 1 to 16777216
--!     local y = nn.gat(x, { heads = 2.5, out = C })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(x, { heads = 2.5, out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
