--! tests/error/over_gcn.lua:6: nn.gcn takes one value, as its weights go by both degrees of a node
--!     local y = nn.gcn({ input(drug) { 4 }, input(protein) { 4 } }, { over = binds, out = 8 })
--!   hint: nn.graph_conv
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local y = nn.gcn({ input(drug) { 4 }, input(protein) { 4 } }, { over = binds, out = 8 })
