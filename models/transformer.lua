-- Two graph transformer layers, Shi et al. 2021, arXiv:2009.03509.
-- Expected on Cora's public split: 80.7 +- 0.6 % of the test nodes. (The paper's own data sets are others.)
model "transformer"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.transformer(dropout(x, 0.6), { heads = 8, out = 8, attention_dropout = 0.6, activation = elu })
local y = nn.transformer(dropout(h, 0.6), { heads = 1, out = C, merge = "mean", attention_dropout = 0.6 })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 400, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
