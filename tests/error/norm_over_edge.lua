--! tests/error/norm_over_edge.lua:4: nn.layer_norm with over = "graph" takes node rows, found edge [4]
--!     local y = nn.layer_norm(input.edge { 4 }, { over = "graph" })
--!   value  edge [4]   reshape   tests/error/norm_over_edge.lua:4
local y = nn.layer_norm(input.edge { 4 }, { over = "graph" })
