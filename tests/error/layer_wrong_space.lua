--! tests/error/layer_wrong_space.lua:8: dst takes a node value, found edge [1,8]
--!     local y = nn.gat(src(x), { out = 8 })
--!   in nn/gat.lua:36: local score = dot(a, concat(dst(z), src(z)))                    -- (1)                   edge [heads]
--!   value  edge [1,8]   matmul   tests/error/layer_wrong_space.lua:8
--!   hint: sum_in(x) brings an edge value to the nodes
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(src(x), { out = 8 })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
