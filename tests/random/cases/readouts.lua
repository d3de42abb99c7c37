-- Softmaxes, recurrences and norms over the nodes of each graph, some of which have one node and one of which has none:
-- no value of a row that nothing leads to may reach what is read.
local x = input.node { 5 }
local h = nn.jumping_knowledge({ x, nn.gin(x, { out = 5, norm = "layer", activation = tanh }) }, { merge = "lstm" })
h = nn.layer_norm(nn.instance_norm(h, { affine = true, eps = 0.1 }), { over = "graph", eps = 0.1 })
h = nn.pair_norm(h, { individually = true, eps = 0.1 }) + nn.pair_norm(h, { scale = 0.5, eps = 0.1 })
h = nn.mean_subtraction_norm(h) + nn.graph_size_norm(x) + nn.batch_norm(x, { frozen = true, affine = false, eps = 0.1 })
local g = concat(nn.set2set(h, { steps = 2 }), nn.attention_pool(h, { hidden = { 3 }, per = "feature", out = 4, inner = tanh }),
                 nn.softmax_pool(h, { train_t = true, per = "feature" }), pool_min(h), pool_std(h, 0.01), pool_var(h))
local y = nn.linear(h + spread(nn.linear(g, { out = 5 })), { out = 3 })
output("y", y)
loss(cross_entropy(y, target.class(3)))
