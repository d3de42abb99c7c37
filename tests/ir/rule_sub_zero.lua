-- x - 0 = x,  0 - x = -x
model "sub_zero"
local x = input.node { 6 }
local W = param("W", { 6 })
local y = 0 - (x * W - 0)
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_sub_zero.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_sub_zero.lua:4
--> %2   node [6]         mul %0 %1                          ; tests/ir/rule_sub_zero.lua:5
--> %3   param [1]        constant 0                         ; tests/ir/rule_sub_zero.lua:5
--> %4   node [6]         sub %2 %3                          ; tests/ir/rule_sub_zero.lua:5
--> %5   node [6]         sub %3 %4                          ; y  tests/ir/rule_sub_zero.lua:5
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_sub_zero.lua:7
--> %7   graph [1]        pool_sum %6                        ; tests/ir/rule_sub_zero.lua:7
--> %8   param [1]        sum_rows %7                        ; tests/ir/rule_sub_zero.lua:7
--> output y %5
--> loss %8
--> ;   2 x  x - 0 = x,  0 - x = -x
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_sub_zero.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_sub_zero.lua:4
--> %2   node [6]         mul %0 %1                          ; tests/ir/rule_sub_zero.lua:5
--> %3   node [6]         neg %2                             ; y  tests/ir/rule_sub_zero.lua:5
--> %4   node [1]         sum_last %3                        ; tests/ir/rule_sub_zero.lua:7
--> %5   graph [1]        pool_sum %4                        ; tests/ir/rule_sub_zero.lua:7
--> %6   param [1]        sum_rows %5                        ; tests/ir/rule_sub_zero.lua:7
--> loss %6
-->
