--! tests/error/relations_misnamed.lua:7: nn.hgt: the rows of protein are drug [4]
--!     local y = nn.hgt({ drug = x, protein = x }, { over = { binds }, out = 8 })
--!   value  drug [4]   input   tests/error/relations_misnamed.lua:6
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local x = input(drug) { 4 }
local y = nn.hgt({ drug = x, protein = x }, { over = { binds }, out = 8 })
