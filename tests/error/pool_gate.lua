--! tests/error/pool_gate.lua:3: nn.attention_pool: hidden is a table; expected a list of whole numbers above 0, such as { 64, 64 }
--!     local y = nn.attention_pool(input.node { 4 }, { hidden = { 3, 0 } })
local y = nn.attention_pool(input.node { 4 }, { hidden = { 3, 0 } })
