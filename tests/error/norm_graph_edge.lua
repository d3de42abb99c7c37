--! tests/error/norm_graph_edge.lua:4: nn.pair_norm takes node rows, found edge [4]
--!     local y = nn.pair_norm(input.edge { 4 })
--!   value  edge [4]   input   tests/error/norm_graph_edge.lua:4
local y = nn.pair_norm(input.edge { 4 })
