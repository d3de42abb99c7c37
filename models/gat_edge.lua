-- The network of models/gat2.lua with features of the edges in its scores, for data sets that have edge_attr.
-- No published score: PyG's GATConv with edge_dim is what it computes (tests/reference).
-- not in generated/
model "gat_edge"
local F, C, D = dim("features", 1433), dim("classes", 7), dim("edge_features", 4)   -- -D or --data override

local x, a = input.node { F, sparse = true, normalize = "l1" }, input.edge { D }
local h = nn.gat(dropout(x, 0.6), { edge = a, heads = 8, out = 8, attention_dropout = 0.6, activation = elu })
local y = nn.gat(dropout(h, 0.6), { edge = a, heads = 1, out = C, merge = "mean", attention_dropout = 0.6 })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 1000, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
