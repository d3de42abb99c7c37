-- The graph autoencoder of Kipf and Welling 2016, arXiv:1611.07308: two graph convolutions, and the dot product of two nodes'
-- vectors says whether an edge joins them. Messages go along the training edges; --split links:85/5/10 holds the others back.
-- Expected on Cora, test edges against as many pairs that are none: AUC 91.0, AP 92.0 % (the paper's table 1).
-- not in generated/
model "gae"
local F = dim("features", 1433)                         -- Cora's; -D or --data override
local link = links("link", { from = node, to = node })

local x = input.node { F, sparse = true }              -- rows that are divided by their sums lose AP: models/README.md
local h = nn.gcn(x, { out = 32, activation = relu })
local z = nn.gcn(h, { out = 16 })
local y = dot(link.src(z), link.dst(z))

output("logits", y)
loss(bce_with_logits(y, target(link).value(1)))
graph { self_loops = "missing" }
train { epochs = 200, metric = "roc_auc", optimizer = adam { lr = 0.01 } }
