-- Principal neighbourhood aggregation that classifies graphs (Corso et al. 2020, arXiv:2004.05718): four aggregators of the messages,
-- each as it is, amplified and attenuated by the node's degree, with batch normalisation and residual connections; the mean
-- over a graph's nodes, a perceptron. Expected: README.md.
-- not in generated/: long
model "pna"
local F, C = dim("features", 7), dim("graph.classes", 2)    -- MUTAG's; -D or --data override
local WIDTH = 32

local h = nn.linear(input.node { F, sparse = false }, { name = "first", out = WIDTH })
for i = 1, 3 do
    local y = nn.pna(h, { name = "conv" .. i, out = WIDTH, aggregators = { "mean", "min", "max", "std" },
                          scalers = { "identity", "amplification", "attenuation" } })
    h = h + nn.batch_norm(y, { name = "norm" .. i, activation = relu })
end
local y = nn.linear(pool_mean(h), { name = "last1", out = WIDTH // 2, activation = relu })
y = nn.linear(dropout(y, 0.3), { name = "last2", out = C })

output("logits", y)
loss(cross_entropy(y, target(graph).class(C)))
train { epochs = 150, patience = 0, optimizer = adam { lr = 3e-3, weight_decay = 1e-4 } }
