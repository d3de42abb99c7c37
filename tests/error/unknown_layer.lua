--! tests/error/unknown_layer.lua:6: there is no nn.gta
--!     local y = nn.gta(x, { out = C })
--!   hint: did you mean nn.gat?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gta(x, { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
