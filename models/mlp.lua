-- A perceptron with one hidden layer: the baseline that does not see the graph.
-- Expected on Cora's public split: about 59 % of the test nodes (55.1 % in Yang et al. 2016,
-- arXiv:1603.08861, table 3); what graph attention adds is the difference to models/gat2.lua.
model "mlp"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.linear(dropout(x, 0.5), { name = "lin1", out = 64, activation = relu })
local y = nn.linear(dropout(h, 0.5), { name = "lin2", out = C })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 500, patience = 100, optimizer = adam { lr = 1e-2, weight_decay = 5e-4 } }
