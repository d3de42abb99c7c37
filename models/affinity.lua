-- How tightly a protein holds a drug, a number: rows of both are what they are like (their similarities to all) and what is learned of
-- each, mixed with those of the most similar rows as in drug_target.lua; a perceptron tells a pair's number of both. What all rows
-- are alike in, most of each similarity, the norm takes away. Davis' kinases, --data davis --split all --metric mse, or ci: DeepDTA
-- (Öztürk et al. 2018, doi:10.1093/bioinformatics/bty593) has MSE 0.261 and CI 0.878. Expected here: models/README.md.
-- not in generated/
model "affinity"
local drug, protein = space "drug", space "protein"
local alike = relation("alike", { from = drug, to = drug })
local akin = relation("akin", { from = protein, to = protein })
local pair = links("pair", { from = drug, to = protein })
local D = 64

local function rows(of, x, near)
    local h = nn.batch_norm(nn.linear(x, { out = D, bias = false }))
    h = h + embedding(of, D, { rows = x.width, init = init.normal(0.1) })
    local weight = input.edge_weight { over = near }
    return relu(h + near.sum_in(weight * near.src(h)) / maximum(near.sum_in(weight), 1e-6))
end
local d = rows(drug, input(drug) { dim("drug.features", 68) }, alike)
local p = rows(protein, input(protein) { dim("protein.features", 442) }, akin)
local y = nn.pair_mlp({ d, p }, { over = pair, merge = "concat", hidden = { D } })

output("affinity", y)
loss(mse(y, target(pair).value(1)))
train { epochs = 600, patience = 0, metric = "mse", schedule = schedule.cosine {}, optimizer = adam { lr = 0.01, weight_decay = 1e-5 } }
