-- A graph isomorphism network of two layers, Xu et al. 2019, arXiv:1810.00826, as a classifier of nodes.
-- Expected on Cora's public split: 78.0 +- 1.5 % of the test nodes. (The paper classifies graphs: sums over neighbours
-- tell structures apart, which citations do not ask for.)
-- not in generated/
model "gin"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.gin(dropout(x, 0.5), { out = 64, dropout = 0.6, activation = relu })
local y = nn.gin(dropout(h, 0.6), { hidden = 64, out = C, dropout = 0.6 })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 300, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
