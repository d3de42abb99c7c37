-- An overfit network: the loss on the validation nodes rises while their order gets better.
model "overfit"
local F, C = dim("features", 20), dim("classes", 2)
local y = nn.mlp(input.node { F, sparse = false }, { hidden = { 64 }, out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 60, optimizer = adam { lr = 0.05 }, metric = "roc_auc" }
