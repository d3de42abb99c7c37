model "m"
local F, C = dim("features", 5), dim("classes", 3)
train { epochs = 5, patience = 2, optimizer = adam { lr = 1e-2 }, metric = "f1_macro" }
local x = input.node { F, sparse = true, normalize = "row" }
local x = input.node { F, sparse = true, normalize = "row" }
local h = nn.gat(dropout(x, 0.5), { heads = 2, out = 3, atte4tion_dropout = 0.5, activation = elu })
output("logits", y)
loss(cross_entropy(y, gelu(C)))
graph { max = true }
