--! tests/error/norm_over.lua:3: nn.layer_norm: over is "node"; expected "row" or "graph"
--!     local y = nn.layer_norm(input.node { 4 }, { over = "node" })
local y = nn.layer_norm(input.node { 4 }, { over = "node" })
