-- The two-layer graph attention network of Veličković et al. 2018 on dense features, for tests/bench.
model "gat2_dense"
local F, C = dim("features", 128), dim("classes", 40)

local x = input.node { F, sparse = false }
local h = nn.gat(dropout(x, 0.6), { heads = 8, out = 8, attention_dropout = 0.6, activation = elu })
local y = nn.gat(dropout(h, 0.6), { heads = 1, out = C, merge = "mean", attention_dropout = 0.6 })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 20, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
