--! tests/error/over_mask.lua:6: nn.gat: mask is edge [1]; expected a value of binds of width 1, such as drop_edge(0.2, binds)
--!     local y = nn.gat({ d, p }, { over = binds, out = 8, mask = drop_edge(0.1) })
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local d, p = input(drug) { 4 }, input(protein) { 4 }
local y = nn.gat({ d, p }, { over = binds, out = 8, mask = drop_edge(0.1) })
