-- models/gat2.lua without dropout, so that its training can be followed step by step;
-- test_cora.c holds the two together.
model "gat2_nodropout"
local F, C = dim("features", 1433), dim("classes", 7)

local x = input.node { F, sparse = sparse_features(true), normalize = "l1" }   -- Cora's; --data overrides
local h = nn.gat(x, { name = "conv1", heads = 8, out = 8, activation = elu })
local y = nn.gat(h, { name = "conv2", heads = 1, out = C, merge = "mean" })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 1000, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
