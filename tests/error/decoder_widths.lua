--! tests/error/decoder_widths.lua:8: nn.distmult: the rows are node [3] and node [4]; expected one width
--!     local y = nn.distmult({ x, nn.linear(x, { out = 4 }) }, { over = link })
--!   value  node [4]   reshape   tests/error/decoder_widths.lua:8
--!   hint: nn.linear(h, { out = 16 }) brings both to one
model "m"
local link = links("link", { from = node, to = node })
local x = input.node { 3 }
local y = nn.distmult({ x, nn.linear(x, { out = 4 }) }, { over = link })
