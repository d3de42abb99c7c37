-- f(expand(a), b) = f(a, b): operands 0 by themselves
model "drop_expand"
local x = input.node { 6 }
local W = param("W", { 2 })
local z = reshape(x, { 2, 3 })
local y = flatten(z * op.expand(W, { shape = { 2, 3 } }))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dum,fpton=rforward
--> prog forward
--> %2   node [2,3]       reshape %0          sum_heads              ; z-- models/gat2.lua, word for word (tests/emit/gat2_shape.sh compares).
-- Memory: nothi  tests/ir/rule_drop_expand.lua:5
--> %2   concat [2,3]    ng o