--! tests/error/over_one_value.lua:6: nn.gat over binds takes { of drug, of protein }, found drug [4]
--!     local y = nn.gat(input(drug) { 4 }, { over = binds, out = 8 })
--!   value  drug [4]   input   tests/error/over_one_value.lua:6
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local y = nn.gat(input(drug) { 4 }, { over = binds, out = 8 })
