-- Three layers of GIN with batch norms, whose eps = 0, 0.25 and 0.5 stay as they are, sums over each graph, and two
-- linear layers.
model "mutag_gin"
local F, C = dim("features", 7), dim("graph.classes", 2)
local h = input.node { F, sparse = false }
for k = 0, 2 do
    local name = "convs." .. k
    local m = (1 + detach(param(name .. ".eps", { 1 }))) * h + sum_in(src(h))
    m = relu(nn.batch_norm(nn.linear(m, { out = 16, name = name .. ".nn.0" }), { name = name .. ".nn.1" }))
    h = relu(nn.linear(m, { out = 16, name = name .. ".nn.3" }))
end
local y = nn.linear(relu(nn.linear(pool_sum(h), { out = 16, name = "lin1" })), { out = C, name = "lin2" })
output("logits", y)
loss(cross_entropy(y, target(graph).class(C)))
train { epochs = 10, optimizer = adam { lr = 0.005 } }
