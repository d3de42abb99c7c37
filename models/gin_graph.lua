-- A graph isomorphism network that classifies graphs, Xu et al. 2019, arXiv:1810.00826: in each layer the sum over the
-- neighbours and the node itself goes through a perceptron, equation (4.1) with eps = 0; a graph is what all layers say of
-- it, each the sum over its nodes, equation (4.2), here each with a linear layer of its own, as the authors' code has it.
-- not in generated/
model "gin_graph"
local F, C = dim("features", 7), dim("graph.classes", 2)    -- MUTAG's; -D or --data override

local h = input.node { F, sparse = false }
local logits = nn.linear(pool_sum(h), { out = C })
for _ = 1, 4 do
    h = relu(nn.batch_norm(nn.gin(h, { out = 32, norm = "batch" })))
    logits = logits + dropout(nn.linear(pool_sum(h), { out = C }), 0.5)
end

output("logits", logits)
loss(cross_entropy(logits, target(graph).class(C)))
train { epochs = 350, optimizer = adam { lr = 0.01 } }
