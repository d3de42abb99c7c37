--! tests/error/gine_edge.lua:3: nn.gine: edge is node [4]; expected an edge value, such as input.edge { 8 }
--!     local y = nn.gine(input.node { 4 }, { out = 3, edge = input.node { 4 } })
local y = nn.gine(input.node { 4 }, { out = 3, edge = input.node { 4 } })
