-- (-a) b = -(a b): signs gather outside, where they meet other signs
model "mul_neg"
local x = input.node { 6 }
local W = param("W", { 6 })
local y = -x * W
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_mul_neg.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_mul_neg.lua:4
--> %2   node [6]         neg %0                             ; tests/ir/rule_mul_neg.lua:5
--> %3   node [6]         mul %2 %1                          ; y  tests/ir/rule_mul_neg.lua:5
--> %4   node [1]         sum_last %3                        ; tests/ir/rule_mul_neg.lua:7
--> %5   graph [1]        pool_sum %4                        ; tests/ir/rule_mul_neg.lua:7
--> %6   param [1]        sum_rows %5                        ; tests/ir/rule_mul_neg.lua:7
--> output y %3
--> loss %6
--> ;   1 x  (-a) b = -(a b)
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_mul_neg.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_mul_neg.lua:4
--> %2   node [6]         mul %0 %1                          ; tests/ir/rule_mul_neg.lua:5
--> %3   node [6]         neg %2                             ; y  tests/ir/rule_mul_neg.lua:5
--> %4   node [1]         sum_last %3                        ; tests/ir/rule_mul_neg.lua:7
--> %5   graph [1]        pool_sum %4                        ; tests/ir/rule_mul_neg.lua:7
--> %6   param [1]        sum_rows %5                        ; tests/ir/rule_mul_neg.lua:7
--> loss %6
-->
