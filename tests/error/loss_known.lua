--! tests/error/loss_known.lua:4: mae: known is node [3]; expected a value node [4] of 0 and 1, as the target has labels
--!     loss(mae(x, target.value(4), { known = slice(x, 0, 3) }))
local x = input.node { 4 }
loss(mae(x, target.value(4), { known = slice(x, 0, 3) }))
