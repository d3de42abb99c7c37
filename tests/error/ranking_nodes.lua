--! tests/error/ranking_nodes.lua:6: bpr: the scores are of node; expected those of what links("NAME", ...) has made
--!     loss(bpr(y, target.value(1)))
--!   value  node [1]   add   tests/error/ranking_nodes.lua:5
model "m"
local y = nn.linear(input.node { 3 }, { out = 1 })
loss(bpr(y, target.value(1)))
