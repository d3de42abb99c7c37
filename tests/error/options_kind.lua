--! tests/error/options_kind.lua:5: nn.gat: the options are 8; a table { ... } was expected
--!     local y = nn.gat(x, 8)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(x, 8)
output("logits", y)
loss(cross_entropy(y, target.class(C)))
