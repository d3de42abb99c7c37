--! tests/error/pool_rows.lua:6: nn.set2set takes node rows of one dimension, found node [2,3]
--!     local y = nn.set2set(reshape(x, { 2, 3 }), { steps = 2 })
--!   value  node [2,3]   reshape   tests/error/pool_rows.lua:6
--!   hint: flatten(x) makes one dimension of two
local x = input.node { 6 }
local y = nn.set2set(reshape(x, { 2, 3 }), { steps = 2 })
