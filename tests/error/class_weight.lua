--! tests/error/class_weight.lua:6: cross_entropy: class_weight is a table; expected "balanced" or a list of 3 numbers of at least 0
--!     loss(cross_entropy(y, target.class(3), { class_weight = { 1, 2 } }))
local x = input.node { 4 }
local y = nn.linear(x, { out = 3 })
output("y", y)
loss(cross_entropy(y, target.class(3), { class_weight = { 1, 2 } }))
