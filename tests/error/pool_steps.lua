--! tests/error/pool_steps.lua:3: nn.set2set: the option steps is missing
--!     local y = nn.set2set(input.node { 4 }, {})
local y = nn.set2set(input.node { 4 }, {})
