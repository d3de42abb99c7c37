model "drugs"
local drug, protein = space "drug", space "target"
local binds = relation("binds", { from = drug, to = protein })
local x = input(drug) { dim "drug.features" }
local w = input(binds) { dim "binds.edge_features" }
local m = binds.sum_in(binds.src(matmul(x, param("w", { x.width, 4 }))) * sum(w))
local y = nn.linear(m, { out = dim "target.classes", name = "l" })
output("logits", y)
loss(cross_entropy(y, target(protein).class(5)))
train { epochs = 30, optimizer = adam { lr = 0.05 } }
