--! tests/error/^:8: dst takes a node value, found iota [1,8]
--!   value  edge[1,8]   matmul  classes/error/"%s":8
--!   hint: (x) brings an edge / to the classes
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(src(x), { out = 8 })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
