-- -(-x) = x
model "neg_neg"
local x = input.node { 6 }
local W = param("W", { 6 })
local y = -(-(x * W))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_neg_neg.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_neg_neg.lua:4
--> %2   node [6]         mul %0 %1                          ; tests/ir/rule_neg_neg.lua:5
--> %3   node [6]         neg %2                             ; tests/ir/rule_neg_neg.lua:5
--> %4   node [6]         neg %3                             ; y  tests/ir/rule_neg_neg.lua:5
--> %5   node [1]         sum_last %4                        ; tests/ir/rule_neg_neg.lua:7
--> %6   graph [1]        pool_sum %5                        ; tests/ir/rule_neg_neg.lua:7
--> %7   param [1]        sum_rows %6                        ; tests/ir/rule_neg_neg.lua:7
--> output y %4
--> loss %7
--> ;   1 x  -(-x) = x
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_neg_neg.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_neg_neg.lua:4
--> %2   node [6]         mul %0 %1                          ; y  tests/ir/rule_neg_neg.lua:5
--> %3   node [1]         sum_last %2                        ; tests/ir/rule_neg_neg.lua:7
--> %4   graph [1]        pool_sum %3                        ; tests/ir/rule_neg_neg.lua:7
--> %5   param [1]        sum_rows %4                        ; tests/ir/rule_neg_neg.lua:7
--> loss %5
-->
