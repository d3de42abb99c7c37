-- Two layers of GATv2, Brody et al. 2022, arXiv:2105.14491, in the setting of models/gat2.lua.
-- Expected on Cora's public split: 83.3 +- 0.5 % of the test nodes. (The paper has no result for this split.)
model "gatv2"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.gatv2(dropout(x, 0.6), { heads = 8, out = 8, attention_dropout = 0.6, activation = elu })
local y = nn.gatv2(dropout(h, 0.6), { heads = 1, out = C, merge = "mean", attention_dropout = 0.6 })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 400, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
