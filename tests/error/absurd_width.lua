--! tests/error/absurd_width.lua:5: nn.linear: out is 1073741824; expected a whole number from 1 to 16777216
--!     local h = nn.linear(x, { out = 1 << 30 })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local h = nn.linear(x, { out = 1 << 30 })
