-- The two-layer graph attention network of Veličković et al. 2018, arXiv:1710.10903, section 3.3.
-- Expected on Cora's public split: 83.0 +- 0.7 % of the test nodes; on CiteSeer 72.5 +- 0.7 %.
model "gat2"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local x = input.node { F, sparse = sparse_features(true), normalize = "l1" }   -- Cora's; --data overrides
local h = nn.gat(dropout(x, 0.6), { name = "conv1", heads = 8, out = 8, attention_dropout = 0.6, activation = elu })
local y = nn.gat(dropout(h, 0.6), { name = "conv2", heads = 1, out = C, merge = "mean", attention_dropout = 0.6 })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 1000, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
