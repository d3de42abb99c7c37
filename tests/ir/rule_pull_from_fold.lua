-- sum over rows of A b = A sum over rows of b, A a parameter: the factor is met once, not in every row
model "pull_from_fold"
local x = input.node { 6 }
local W = param("W", { 6 })
local y = x + op.sum_rows(W * x)
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_pull_from_fold.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_pull_from_fold.lua:4
--> %2   node [6]         mul %1 %0                          ; tests/ir/rule_pull_from_fold.lua:5
--> %3   param [6]        sum_rows %2                        ; tests/ir/rule_pull_from_fold.lua:5
--> %4   node [6]         add %0 %3                          ; y  tests/ir/rule_pull_from_fold.lua:5
--> %5   node [1]         sum_last %4                        ; tests/ir/rule_pull_from_fold.lua:7
--> %6   graph [1]        pool_sum %5                        ; tests/ir/rule_pull_from_fold.lua:7
--> %7   param [1]        sum_rows %6                        ; tests/ir/rule_pull_from_fold.lua:7
--> output y %4
--> loss %7
--> ;   1 x  sum over rows of A b = A sum over rows of b
--> ;   1 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_pull_from_fold.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_pull_from_fold.lua:4
--> %2   param [6]        sum_rows %0                        ; tests/ir/rule_pull_from_fold.lua:5
--> %3   param [6]        mul %1 %2                          ; tests/ir/rule_pull_from_fold.lua:5
--> %4   node [6]         add %0 %3                          ; y  tests/ir/rule_pull_from_fold.lua:5
--> %5   node [1]         sum_last %4                        ; tests/ir/rule_pull_from_fold.lua:7
--> %6   graph [1]        pool_sum %5                        ; tests/ir/rule_pull_from_fold.lua:7
--> %7   param [1]        sum_rows %6                        ; tests/ir/rule_pull_from_fold.lua:7
--> loss %7
-->
