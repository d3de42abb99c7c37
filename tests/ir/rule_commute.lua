-- a + b = b + a,  a b = b a: the older operand comes first, so that equal values meet
model "commute"
local x = input.node { 6 }
local W = param("W", { 6 })
local z = x * W
local y = (z + x) * (x + z)
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_commute.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_commute.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_commute.lua:5
--> %3   node [6]         add %2 %0                          ; tests/ir/rule_commute.lua:6
--> %4   node [6]         add %0 %2                          ; tests/ir/rule_commute.lua:6
--> %5   node [6]         mul %3 %4                          ; y  tests/ir/rule_commute.lua:6
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_commute.lua:8
--> %7   graph [1]        pool_sum %6                        ; tests/ir/rule_commute.lua:8
--> %8   param [1]        sum_rows %7                        ; tests/ir/rule_commute.lua:8
--> output y %5
--> loss %8
--> ;   1 x  a + b = b + a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_commute.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_commute.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_commute.lua:5
--> %3   node [6]         add %0 %2                          ; tests/ir/rule_commute.lua:6
--> %4   node [6]         mul %3 %3                          ; y  tests/ir/rule_commute.lua:6
--> %5   node [1]         sum_last %4                        ; tests/ir/rule_commute.lua:8
--> %6   graph [1]        pool_sum %5                        ; tests/ir/rule_commute.lua:8
--> %7   param [1]        sum_rows %6                        ; tests/ir/rule_commute.lua:8
--> loss %7
-->
