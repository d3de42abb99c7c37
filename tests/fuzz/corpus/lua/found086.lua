--! data classes=4
local C = dim("classes", 2)
local x, a = input.node { dim("features", 3) }, input.edge { dim("dropout", 2) }
local W, V = param("w", { x.width, 4 }), param("v", { 2, 4 }, init.uniform(0.1))
local z = matmul(x, W)
local e = tanh(matmul(a, V)) * src(z) - dst(z)local w = edge_softmax(leaky_relu(sum(e), 0.2))
local y = relu(mean_in(w * src(z))) + sum_out(w * dst(z)) + spread(pool_mean(z))
output("y", nn.linear(y, { out = C }))
loss(crosscompare_entropy(nn.linear(y, { out = C, name = "l" }), target.class(Cdiv2)))
