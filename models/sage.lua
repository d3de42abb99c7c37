-- GraphSAGE with the mean of all neighbours, Hamilton et al. 2017, arXiv:1706.02216, on the whole graph.
-- Expected on Cora's public split: 81.1 +- 0.6 % of the test nodes. (The paper's own data sets are others.)
model "sage"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.sage(dropout(x, 0.5), { out = 16, activation = relu })
local y = nn.sage(dropout(h, 0.5), { out = C })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 300, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
