--! tests/error/relations_kind.lua:3: nn.rgcn: over is a table; expected a list of relations, such as { follows, likes }
--!     local y = nn.rgcn(input.node { 4 }, { over = edge, out = 8 })
local y = nn.rgcn(input.node { 4 }, { over = edge, out = 8 })
