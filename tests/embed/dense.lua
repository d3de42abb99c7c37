-- models/gat2.lua with dense features and a first projection wide enough to be a product of its own.
model "gat2"
local F, C = dim("features", 34), dim("classes", 4)

local x = input.node { F, sparse = false, normalize = "row" }
local h = nn.gat(x, { name = "conv1", heads = 8, out = 32, activation = elu })
local y = nn.gat(h, { name = "conv2", heads = 1, out = C, merge = "mean" })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 100, optimizer = adam { lr = 5e-3 } }
