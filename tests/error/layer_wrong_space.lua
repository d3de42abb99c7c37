--! tests/error/layer_wrong_space.lua:7: nn.gat takes rows of node, found edge [16]
--!     local y = nn.gat(src(x), { out = 8 })
--!   value  edge [16]   src   tests/error/layer_wrong_space.lua:7
--!   hint: sum_in(x) brings what edges have to the rows they lead to
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(src(x), { out = 8 })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
