-- Graph attention on graphs of a stochastic block model, as Dwivedi et al. 2020, arXiv:2003.00982, have it for PATTERN and
-- CLUSTER: features into 152 columns, four layers with batch norm and residuals, eight heads of 19 and one of 152 at the end,
-- three linear layers behind; 110,000 parameters; classes weigh by how few nodes they have. Expected here: README.md.
-- not in generated/: long
model "sbm_gat"
local F, C = dim("features", 3), dim("classes", 2)      -- PATTERN's; -D or --data override
local layers, heads, out = dim("layers", 4), dim("heads", 8), dim("out", 19)

local h = nn.linear(input.node { F }, { out = heads * out, bias = false, name = "embedding" })
for i = 1, layers do
    local last = i == layers
    local y = nn.gat(h, { heads = last and 1 or heads, out = last and heads * out or out, bias = false, name = "conv" .. i })
    h = h + nn.batch_norm(y, { name = "norm" .. i, activation = elu })
end
h = relu(nn.linear(h, { out = heads * out // 2, name = "read1" }))
h = relu(nn.linear(h, { out = heads * out // 4, name = "read2" }))
local y = nn.linear(h, { out = C, name = "read3" })

output("logits", y)
loss(cross_entropy(y, target.class(C), { class_weight = "balanced" }))
train { epochs = 100, optimizer = adam { lr = 1e-3 }, metric = "balanced_accuracy" }
