-- f(expand(a), b) = f(a, b): operands broadcast by themselves
model "drop_expand"
local x = input.node { 6 }
local W = param("W", { 2 })
local z = reshape(x, { 2, 3 })
local y = flatten(z * op.expand(W, { shape = { 2, 3 } }))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_drop_expand.lua:3
--> %1   param [2]        param W                            ; W  tests/ir/rule_drop_expand.lua:4
--> %2   node [2,3]       reshape %0                         ; z  tests/ir/rule_drop_expand.lua:5
--> %3   param [2,3]      expand %1                          ; tests/ir/rule_drop_expand.lua:6
--> %4   node [2,3]       mul %2 %3                          ; tests/ir/rule_drop_expand.lua:6
--> %5   node [6]         reshape %4                         ; y  tests/ir/rule_drop_expand.lua:6
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_drop_expand.lua:8
--> %7   graph [1]        pool_sum %6                        ; tests/ir/rule_drop_expand.lua:8
--> %8   param [1]        sum_rows %7                        ; tests/ir/rule_drop_expand.lua:8
--> output y %5
--> loss %8
--> ;   1 x  f(expand(a), b) = f(a, b)
--> ;   1 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_drop_expand.lua:3
--> %1   param [2]        param W                            ; W  tests/ir/rule_drop_expand.lua:4
--> %2   node [2,3]       reshape %0                         ; z  tests/ir/rule_drop_expand.lua:5
--> %3   node [2,3]       mul %1 %2                          ; tests/ir/rule_drop_expand.lua:6
--> %4   node [6]         reshape %3                         ; y  tests/ir/rule_drop_expand.lua:6
--> %5   node [1]         sum_last %4                        ; tests/ir/rule_drop_expand.lua:8
--> %6   graph [1]        pool_sum %5                        ; tests/ir/rule_drop_expand.lua:8
--> %7   param [1]        sum_rows %6                        ; tests/ir/rule_drop_expand.lua:8
--> loss %7
-->
