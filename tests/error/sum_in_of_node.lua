--! tests/error/sum_in_of_node.lua:7: sum_in takes an edge value, found node [16]
--!     local y = sum_in(x)
--!   value  node [16]   input   tests/error/sum_in_of_node.lua:6
--!   hint: src(x) or dst(x) brings a node value to the edges
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = sum_in(x)
output("logits", y)
loss(cross_entropy(y, target.class(C)))
