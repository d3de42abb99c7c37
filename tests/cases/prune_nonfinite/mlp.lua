model "mlp"
local F, C = dim("features", 10), dim("classes", 3)
local y = nn.mlp(input.node { F }, { hidden = { 16 }, out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { symmetric = false }
train { epochs = 5, optimizer = adam { lr = 0.01 } }
