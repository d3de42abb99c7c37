--! tests/error/layer_input.lua:5: nn.gat takes a value, found nil
--!     local y = nn.gat(nil, { out = 8 })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(nil, { out = 8 })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
