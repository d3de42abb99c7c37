-- f(1, 2) is a number
model "fold_constants"
local x = input.node { 6 }
local W = param("W", { 6 })
local c = op.constant { num = 3 } * op.constant { num = 2 } - exp(op.constant { num = 0 })
local y = x * W * c                                     -- 3 * 2 - e^0 = 5
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_fold_constants.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_fold_constants.lua:4
--> %2   param [1]        constant 3                         ; tests/ir/rule_fold_constants.lua:5
--> %3   param [1]        constant 2                         ; tests/ir/rule_fold_constants.lua:5
--> %4   param [1]        mul %2 %3                          ; tests/ir/rule_fold_constants.lua:5
--> %5   param [1]        constant 0                         ; tests/ir/rule_fold_constants.lua:5
--> %6   param [1]        exp %5                             ; tests/ir/rule_fold_constants.lua:5
--> %7   param [1]        sub %4 %6                          ; c  tests/ir/rule_fold_constants.lua:5
--> %8   node [6]         mul %0 %1                          ; tests/ir/rule_fold_constants.lua:6
--> %9   node [6]         mul %8 %7                          ; y  tests/ir/rule_fold_constants.lua:6
--> %10  node [1]         sum_last %9                        ; tests/ir/rule_fold_constants.lua:8
--> %11  graph [1]        pool_sum %10                       ; tests/ir/rule_fold_constants.lua:8
--> %12  param [1]        sum_rows %11                       ; tests/ir/rule_fold_constants.lua:8
--> output y %9
--> loss %12
--> ;   3 x  f(1, 2) is a number
--> ;   1 x  sum(a b) = a sum(b), a constant along the sum
--> ;   1 x  sum_in(dst(a) b) = a sum_in(b), likewise along any end
--> ;   1 x  sum over rows of A b = A sum over rows of b
--> ;   1 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_fold_constants.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_fold_constants.lua:4
--> %2   param [1]        constant 5                         ; c  tests/ir/rule_fold_constants.lua:5
--> %3   node [6]         mul %0 %1                          ; tests/ir/rule_fold_constants.lua:6
--> %4   node [1]         sum_last %3                        ; tests/ir/rule_fold_constants.lua:8
--> %5   graph [1]        pool_sum %4                        ; tests/ir/rule_fold_constants.lua:8
--> %6   param [1]        sum_rows %5                        ; tests/ir/rule_fold_constants.lua:8
--> %7   param [1]        mul %2 %6                          ; tests/ir/rule_fold_constants.lua:8
--> loss %7
-->
