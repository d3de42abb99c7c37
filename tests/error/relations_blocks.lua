--! tests/error/relations_blocks.lua:3: nn.rgcn: blocks = 3 must divide the width of the rows, 4, and out, 6
--!     local y = nn.rgcn(input.node { 4 }, { over = { edge }, blocks = 3, out = 6 })
local y = nn.rgcn(input.node { 4 }, { over = { edge }, blocks = 3, out = 6 })
