-- What fuzz_product.c calls: attention of two layers on a sparse input, small, so that very many graphs are tried.
model "net"
local F, C = dim("features", 6), dim("classes", 3)
local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.gat(x, { name = "conv1", heads = 2, out = 4, activation = elu })
local y = nn.gat(h, { name = "conv2", heads = 1, out = C, merge = "mean" })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
