model "graphs"
local x, g = input.node { dim("features", 2) }, input(graph) { dim("graph.features", 1) }
local h = relu(nn.sage(x, { out = 8, name = "c" }))
local z = nn.linear(concat(pool_mean(h), g), { out = dim("graph.classes", 2), name = "l" })
output("logits", z)
loss(cross_entropy(z, target(graph).class(2)))
train { epochs = 60, optimizer = adam { lr = 0.05 } }
