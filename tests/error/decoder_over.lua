--! tests/error/decoder_over.lua:5: nn.inner: over is a table; expected what links("NAME", ...) has made
--!     local y = nn.inner(h, { over = edge })
model "m"
local h = nn.linear(input.node { 3 }, { out = 4 })
local y = nn.inner(h, { over = edge })
