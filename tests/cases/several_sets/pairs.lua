model "pairs"
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local pair = links("pair", { from = drug, to = protein })
local x, y = input(drug) { dim "drug.features" }, input(protein) { dim "protein.features" }
local h = nn.linear(y, { out = 8, name = "p" }) + mean_in(binds.src(nn.linear(x, { out = 8, name = "m" })))
local s = dot(pair.src(nn.linear(x, { out = 8, name = "d" })), pair.dst(h))
output("score", s)
loss(bce_with_logits(s, target(pair).value(1)))
train { epochs = 200, optimizer = adam { lr = 0.02 }, metric = "roc_auc" }
