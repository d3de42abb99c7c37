-- A graph autoencoder as gae.lua with attention in the encoder: two layers of GAT (Veličković et al. 2018, arXiv:1710.10903),
-- and the dot product of two nodes' vectors says whether an edge joins them (Kipf and Welling 2016, arXiv:1611.07308).
-- Dropout is less than the 0.6 of the classifier: what a pair's ends have in common is lost with it.
-- Expected on Cora, --split links:85/5/10: as gae.lua, within the splits' deviation (models/README.md).
-- not in generated/
model "link_gat"
local F = dim("features", 1433)                         -- Cora's; -D or --data override
local link = links("link", { from = node, to = node })

local x = input.node { F, sparse = true }
local h = nn.gat(dropout(x, 0.2), { heads = 4, out = 16, activation = elu, attention_dropout = 0.2 })
local z = nn.gat(dropout(h, 0.2), { heads = 1, out = 16, attention_dropout = 0.2 })
local y = dot(link.src(z), link.dst(z))

output("logits", y)
loss(bce_with_logits(y, target(link).value(1)))
graph { self_loops = true }
train { epochs = 200, metric = "average_precision", optimizer = adam { lr = 0.01 } }
