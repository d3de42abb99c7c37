model "m"
local F, C = dim("features", 5), dim("classes", 3)
local x = input.node { F, sparse = true, normalize = "row" }
local h = nn.gat(dropout(x, 0.5), { heads = 2, out = 3, attention_dropout = 0.5, activation = elu })
local y = nn.gat(h, { heads = 1, out = C, merge = "mean" })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 5, patience = 2, optimizer = adam { lr = 1e-2 }, metric = "f1_macro" }
