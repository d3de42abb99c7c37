--! tests/error/over_swapped.lua:6: nn.sage takes rows of drug, found protein [4]
--!     local y = nn.sage({ input(protein) { 4 }, input(drug) { 4 } }, { over = binds, out = 8 })
--!   value  protein [4]   input   tests/error/over_swapped.lua:6
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local y = nn.sage({ input(protein) { 4 }, input(drug) { 4 } }, { over = binds, out = 8 })
