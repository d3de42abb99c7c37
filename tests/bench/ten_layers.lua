-- Ten layers of attention: how long gatcc takes for a large program, for tests/bench.
model "ten_layers"
local F, C = dim("features", 34), dim("classes", 4)

local h = input.node { F }
for layer = 1, 9 do
    h = nn.gat(dropout(h, 0.2), { name = "conv" .. layer, heads = 4, out = 8, attention_dropout = 0.2, activation = elu })
end
local y = nn.gat(h, { name = "last", heads = 1, out = C, merge = "mean" })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 100, optimizer = adam { lr = 5e-3 } }
