--! tests/error/jumping_widths.lua:5: nn.jumping_knowledge with merge = "lstm" takes rows of one dimension and width, found node [4] and node [3]
--!     local y = nn.jumping_knowledge({ x, nn.linear(x, { out = 3 }) }, { merge = "lstm" })
--!   value  node [3]   add   tests/error/jumping_widths.lua:5
local x = input.node { 4 }
local y = nn.jumping_knowledge({ x, nn.linear(x, { out = 3 }) }, { merge = "lstm" })
