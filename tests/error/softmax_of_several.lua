--! tests/error/softmax_of_several.lua:7: edge_softmax over edges into protein and edges into drug; expected one space
--!     local a = edge_softmax { binds.src(d), back.src(p) }
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local back = relation("back", { from = protein, to = drug })
local d, p = input(drug) { 4 }, input(protein) { 4 }
local a = edge_softmax { binds.src(d), back.src(p) }
