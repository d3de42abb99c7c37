-- Ten layers of graph attention with residual connections and layer normalisation before each layer's sum: what
-- depth costs. Inference needs the same memory for a node whatever the depth; training less than four rows a layer.
-- not in generated/: long
model "deep_gat"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override
local LAYERS, WIDTH = 10, 64

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.linear(dropout(x, 0.5), { name = "first", out = WIDTH, activation = relu })
for i = 1, LAYERS do
    local y = nn.gat(dropout(h, 0.3), { name = "conv" .. i, heads = 8, out = WIDTH // 8, attention_dropout = 0.3,
                                        activation = elu })
    h = nn.residual(nn.layer_norm(y, { name = "norm" .. i }), h)
end
local y = nn.linear(dropout(h, 0.5), { name = "last", out = C })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 200, patience = 50, optimizer = adam { lr = 2e-3, weight_decay = 5e-4 } }
