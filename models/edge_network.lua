-- An edge network (Gilmer et al. 2017) on a graph whose edges have features, with dropped edges (Rong et al. 2020) and
-- jumping knowledge (Xu et al. 2018): where human proteins are in the cell, many labels each, from who interacts with
-- whom in which way. Data of Zhao et al. 2023, arXiv:2304.10398 (HumanGo: 3106 proteins, 21 edge features, 14 labels),
-- read from its folder of CSV files. Expected on its test nodes: README.md.
-- not in generated/: long
model "edge_network"
local F, D, L = dim("features", 32), dim("edge_features", 21), dim("classes", 14)

local x, e = input.node { F }, input.edge { D }
local h = nn.mlp(nn.batch_norm(x), { out = 64, norm = "batch", last = true, dropout = 0.3 })
local m = nn.mpnn(h, { edge = e, out = 64, hidden = 8, aggregate = "mean", activation = relu, mask = drop_edge(0.2) })
local y = nn.linear(nn.jumping_knowledge { h, m }, { name = "out", out = L })

output("logits", y)
loss(bce_with_logits(y, target.value(L), { pos_weight = "balanced" }))
graph { symmetric = true }
train { epochs = 150, optimizer = adam { lr = 3e-3, weight_decay = 1e-4 }, metric = "f1_micro" }
