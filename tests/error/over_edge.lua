--! tests/error/over_edge.lua:6: nn.gat: edge is edge [3]; expected a value of binds, such as input(binds) { 8 }
--!     local y = nn.gat({ d, p }, { over = binds, out = 8, edge = input.edge { 3 } })
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local d, p = input(drug) { 4 }, input(protein) { 4 }
local y = nn.gat({ d, p }, { over = binds, out = 8, edge = input.edge { 3 } })
