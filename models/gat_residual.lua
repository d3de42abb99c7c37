-- A graph attention network with residual connections and layer normalisation, as tuned for dense graphs by
-- Luo et al. 2024, arXiv:2406.08993: 96.6 % on Amazon Photo, 97.2 % on Coauthor Physics (60/20/20 split).
-- Expected here: README.md.
-- not in generated/: long
model "gat_residual"
local F, C = dim("features", 745), dim("classes", 8)    -- Amazon Photo's; -D or --data override

local function block(h, i)
    local y = nn.gat(h, { name = "conv" .. i, out = 64, residual = true })
    return dropout(nn.layer_norm(y, { name = "norm" .. i, activation = relu }), 0.5)
end

local x = input.node { F, sparse = true }
local h = block(block(x, 1), 2)
local y = nn.linear(h, { name = "pred", out = C })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 300, optimizer = adam { lr = 1e-3, weight_decay = 5e-5 } }
