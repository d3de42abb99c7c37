-- Graph attention that classifies graphs, as Dwivedi et al. 2020, arXiv:2003.00982, set it up for TU's data sets: four layers with
-- batch normalisation and residual connections, three of 8 heads of 18, the mean over a graph's nodes, a perceptron.
-- ENZYMES's 18 attributes: --data tu/ENZYMES --features attributes; train --protocol dwivedi --batch 20. Expected: README.md.
-- not in generated/: long
model "gat_graph"
local F, C = dim("features", 18), dim("graph.classes", 6)   -- ENZYMES's; -D or --data override
local HEADS, WIDTH = 8, 144

local h = nn.linear(input.node { F, sparse = false }, { name = "first", out = WIDTH })
for i = 1, 4 do
    local heads = i < 4 and HEADS or 1
    local y = nn.gat(h, { name = "conv" .. i, heads = heads, out = WIDTH // heads, bias = false })
    h = h + nn.batch_norm(y, { name = "norm" .. i, activation = elu })
end
local y = pool_mean(h)
y = nn.linear(y, { name = "last1", out = WIDTH // 2, activation = relu })
y = nn.linear(y, { name = "last2", out = WIDTH // 4, activation = relu })
y = nn.linear(y, { name = "last3", out = C })

output("logits", y)
loss(cross_entropy(y, target(graph).class(C)))
train { epochs = 1000, patience = 0, optimizer = adam { lr = 1e-3 } }
