-- Which proteins a drug binds: rows of both are what they are like (their similarities to all) and what is learned of each, mixed
-- with those of the most similar rows, as neighbourhoods regularise NRLMF's factors (Liu et al. 2016); every pair is known, and
-- one that binds weighs five times (as there). Yamanishi's sets (2008), --data yamanishi/nr; ten folds by pairs, new drugs or new
-- proteins: train --split k-fold:10,val=10%, and with ,by=drug or ,by=protein.
-- Expected: models/README.md.
-- not in generated/
model "drug_target"
local drug, protein = space "drug", space "protein"
local alike = relation("alike", { from = drug, to = drug })
local akin = relation("akin", { from = protein, to = protein })
local pair = links("pair", { from = drug, to = protein })
local D = 32

local function rows(of, x, near)
    local h = nn.linear(x, { out = D }) + embedding(of, D, { rows = x.width, init = init.normal(0.1) })
    local weight = input.edge_weight { over = near }
    return h + near.sum_in(weight * near.src(h)) / maximum(near.sum_in(weight), 1e-6)
end
local d = rows(drug, input(drug) { dim("drug.features", 54) }, alike)
local p = rows(protein, input(protein) { dim("protein.features", 26) }, akin)
local y = nn.inner({ dropout(d, 0.3), dropout(p, 0.3) }, { over = pair })

output("logits", y)
loss(bce_with_logits(y, target(pair).value(1), { pos_weight = { 5 } }))
train { epochs = 300, patience = 60, metric = "roc_auc", optimizer = adam { lr = 0.01, weight_decay = 1e-3 } }
