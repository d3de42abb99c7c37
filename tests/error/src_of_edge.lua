--! tests/error/src_of_edge.lua:8: src takes a node value, found edge [16]
--!     local y = src(e)
--!   value  edge [16]   src   tests/error/src_of_edge.lua:7
--!   hint: sum_in(x) brings an edge value to the nodes
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local e = src(x)
local y = src(e)
output("logits", y)
loss(cross_entropy(y, target.class(C)))
