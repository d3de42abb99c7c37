--! tests/error/option_positional.lua:4: nn.linear has no option 1; expected out, bias, activation, name
--!     local y = nn.linear(x, { 4 })
local x = input.node { 8 }
local y = nn.linear(x, { 4 })
