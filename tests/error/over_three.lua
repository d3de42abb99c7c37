--! tests/error/over_three.lua:6: nn.transformer takes a value or { of the sources, of the destinations }, found a table of 3
--!     local y = nn.transformer({ d, p, d }, { over = binds, out = 8 })
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local d, p = input(drug) { 4 }, input(protein) { 4 }
local y = nn.transformer({ d, p, d }, { over = binds, out = 8 })
