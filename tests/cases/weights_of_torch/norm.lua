model "net"
local x = input.node { 7 }
local h = nn.gat(x, { name = "conv1", heads = 3, out = 4 })
h = nn.batch_norm(h, { name = "norm" })
local y = nn.gat(elu(h), { name = "conv2", heads = 1, out = 5, merge = "mean" })
output("logits", y)
loss(cross_entropy(y, target.class(5)))
