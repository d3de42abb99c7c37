--! tests/error/relations_layer.lua:6: nn.hetero: layer made drug [4] of binds; expected rows of protein
--!     local y = nn.hetero(x, { over = { binds }, layer = function(h, r, name) return h[1] end })
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local x = { drug = input(drug) { 4 }, protein = input(protein) { 5 } }
local y = nn.hetero(x, { over = { binds }, layer = function(h, r, name) return h[1] end })
