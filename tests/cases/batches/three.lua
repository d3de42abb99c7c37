model "three"
local F, C = dim("features", 34), dim("classes", 4)
local x = input.node { F }
local h = nn.sage(x, { out = 16, activation = relu })
local g = nn.sage(h, { out = 16, activation = relu })
local y = nn.sage(g, { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 3, patience = 0, optimizer = adam { lr = 1e-2 } }
