-- the sum over a dimension of size 1 is a reshape: a layer with one head pays nothing for its heads
model "sum_of_one"
local x = input.node { 6 }
local z = matmul(x, param("W", { 6, 1, 3 }))
local one = sum(matmul(x, param("U", { 6, 2, 1 })))
local y = concat(flatten(sum_heads(z)), one)
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_sum_of_one.lua:3
--> %1   param [6,1,3]    param W                            ; tests/ir/rule_sum_of_one.lua:4
--> %2   node [1,3]       matmul %0 %1                       ; z  tests/ir/rule_sum_of_one.lua:4
--> %3   param [6,2,1]    param U                            ; tests/ir/rule_sum_of_one.lua:5
--> %4   node [2,1]       matmul %0 %3                       ; tests/ir/rule_sum_of_one.lua:5
--> %5   node [2]         sum_last %4                        ; one  tests/ir/rule_sum_of_one.lua:5
--> %6   node [1,3]       sum_heads %2                       ; tests/ir/rule_sum_of_one.lua:6
--> %7   node [3]         reshape %6                         ; tests/ir/rule_sum_of_one.lua:6
--> %8   node [3]         reshape %7                         ; tests/ir/rule_sum_of_one.lua:6
--> %9   node [5]         concat %8 %5                       ; y  tests/ir/rule_sum_of_one.lua:6
--> %10  node [1]         sum_last %9                        ; tests/ir/rule_sum_of_one.lua:8
--> %11  graph [1]        pool_sum %10                       ; tests/ir/rule_sum_of_one.lua:8
--> %12  param [1]        sum_rows %11                       ; tests/ir/rule_sum_of_one.lua:8
--> output y %9
--> loss %12
--> ;   1 x  reshape to the same shape = x
--> ;   1 x  sum over a dimension of size 1 = reshape
--> ;   1 x  sum over a dimension of size 1 = reshape
--> ;   1 x  sum(A [x, y]) = sum(A1 x) + sum(A2 y)
--> ;   1 x  a + b = b + a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_sum_of_one.lua:3
--> %1   param [6,1,3]    param W                            ; tests/ir/rule_sum_of_one.lua:4
--> %2   node [1,3]       matmul %0 %1                       ; z  tests/ir/rule_sum_of_one.lua:4
--> %3   param [6,2,1]    param U                            ; tests/ir/rule_sum_of_one.lua:5
--> %4   node [2,1]       matmul %0 %3                       ; tests/ir/rule_sum_of_one.lua:5
--> %5   node [2]         reshape %4                         ; one  tests/ir/rule_sum_of_one.lua:5
--> %6   node [3]         reshape %2                         ; tests/ir/rule_sum_of_one.lua:6
--> %7   node [1]         sum_last %5                        ; tests/ir/rule_sum_of_one.lua:8
--> %8   node [1]         sum_last %6                        ; tests/ir/rule_sum_of_one.lua:8
--> %9   node [1]         add %7 %8                          ; tests/ir/rule_sum_of_one.lua:8
--> %10  graph [1]        pool_sum %9                        ; tests/ir/rule_sum_of_one.lua:8
--> %11  param [1]        sum_rows %10                       ; tests/ir/rule_sum_of_one.lua:8
--> loss %11
-->
