--! tests/error/relations_edge.lua:4: nn.rgat: edge is a table; expected values by the names of relations in over, of one width, such as { follows = e, likes = f }
--!     local y = nn.rgat(input.node { 4 }, { over = { edge, likes }, out = 8, edge = { edge = input.edge { 3 } } })
local likes = relation("likes", { from = node, to = node })
local y = nn.rgat(input.node { 4 }, { over = { edge, likes }, out = 8, edge = { edge = input.edge { 3 } } })
