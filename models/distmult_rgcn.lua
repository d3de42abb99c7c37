-- Relational graph convolutions (Schlichtkrull et al. 2018, arXiv:1703.06103), a matrix for each relation and direction, over
-- drugs and proteins without features, and DistMult (Yang et al. 2015, arXiv:1412.6575) says which proteins a drug binds.
-- DTINet's folder has these relations, --data dtinet, or an .npz: drug__binds__protein.edge_index, ...; messages go along the training edges, --split links:85/5/10,of=binds holds the others back.
-- Expected on DTINet's drugs and proteins, pairs against as many that are none: models/README.md.
-- not in generated/
model "distmult_rgcn"
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local interacts = relation("interacts", { from = drug, to = drug })
local pair = links("pair", { from = drug, to = protein })

local d = embedding(drug, 64, { rows = 708, init = init.normal(0.1) })
local p = embedding(protein, 64, { rows = 1512, init = init.normal(0.1) })

local function project(h) return nn.linear(dropout(h, 0.2), { out = 64, bias = false }) end
local function convolve(d, p)
    local of_proteins = mean_in(binds.dst(p), nil, reversed(binds))
    return project(d) + project(mean_in(interacts.src(d))) + project(of_proteins), project(p) + project(mean_in(binds.src(d)))
end
local d1, p1 = convolve(d, p)
local d2, p2 = convolve(relu(d1), relu(p1))
local y = nn.distmult({ d2, p2 }, { over = pair })

output("logits", y)
loss(bce_with_logits(y, target(pair).value(1)))
train { epochs = 200, metric = "roc_auc", optimizer = adam { lr = 0.01, weight_decay = 1e-4 } }
