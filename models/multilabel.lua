-- Many labels at once: graph attention with residual connections and batch normalisation, a sigmoid for each label,
-- and rare labels weighed up. The protein phenotypes of Zhao et al. 2023, arXiv:2304.10398 (pcg: 3233
-- proteins, 15 labels, 1.9 of them each). Expected on the test nodes of pcg.npz: README.md.
-- not in generated/: long
model "multilabel"
local F, L = dim("features", 32), dim("classes", 15)    -- pcg's; -D or --data override

local h = nn.batch_norm(input.node { F }, { name = "norm0" })
for i = 1, 2 do
    local y = nn.gat(h, { name = "conv" .. i, heads = 4, out = 32, residual = true })
    h = dropout(nn.batch_norm(y, { name = "norm" .. i, activation = elu }), 0.3)
end
local y = nn.linear(h, { name = "out", out = L })

output("logits", y)
loss(bce_with_logits(y, target.value(L), { pos_weight = "balanced" }))
graph { self_loops = true }
train { epochs = 150, optimizer = adam { lr = 5e-3, weight_decay = 1e-4 }, metric = "f1_micro" }
