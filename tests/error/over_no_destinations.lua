--! tests/error/over_no_destinations.lua:5: nn.sage: root = true reads the rows of protein too: { of drug, of protein }
--!     local y = nn.sage({ input(drug) { 4 } }, { over = binds, out = 8 })
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local y = nn.sage({ input(drug) { 4 } }, { over = binds, out = 8 })
