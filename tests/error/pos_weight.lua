--! tests/error/pos_weight.lua:6: bce_with_logits: pos_weight is a table; expected "balanced" or a list of 3 numbers of at least 0
--!     loss(bce_with_logits(y, target.value(3), { pos_weight = { 1, 2, -1 } }))
local x = input.node { 4 }
local y = nn.linear(x, { out = 3 })
output("y", y)
loss(bce_with_logits(y, target.value(3), { pos_weight = { 1, 2, -1 } }))
