model "wide"
local F, C = dim("features", 34), dim("classes", 4)
local x = input.node { F }
local h = nn.sage(x, { out = 256, activation = relu })
local g = nn.sage(dropout(h, 0.5), { out = 256, activation = relu })
local y = nn.sage(dropout(g, 0.5), { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 3, patience = 0, optimizer = adam { lr = 1e-2 } }
