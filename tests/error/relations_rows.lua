--! tests/error/relations_rows.lua:5: nn.hgt over binds needs the rows of protein, which are not given
--!     local y = nn.hgt({ drug = input(drug) { 4 } }, { over = { binds }, out = 8 })
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local y = nn.hgt({ drug = input(drug) { 4 } }, { over = { binds }, out = 8 })
