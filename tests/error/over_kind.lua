--! tests/error/over_kind.lua:3: nn.gat: over is a table; expected edge, or what relation("NAME", ...) has made
--!     local y = nn.gat(input.node { 4 }, { over = node, out = 8 })
local y = nn.gat(input.node { 4 }, { over = node, out = 8 })
