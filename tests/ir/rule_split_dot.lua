-- sum(A [x, y]) = sum(A1 x) + sum(A2 y): the score of a pair is the sum of two scores
model "split_dot"
local x = input.node { 6 }
local z = matmul(x, param("W", { 6, 3 }))
local a = param("a", { 6 })
local y = dot(a, concat(z, exp(z))) + sum(concat(z, x))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_split_dot.lua:3
--> %1   param [6,3]      param W                            ; tests/ir/rule_split_dot.lua:4
--> %2   node [3]         matmul %0 %1                       ; z  tests/ir/rule_split_dot.lua:4
--> %3   param [6]        param a                            ; a  tests/ir/rule_split_dot.lua:5
--> %4   node [3]         exp %2                             ; tests/ir/rule_split_dot.lua:6
--> %5   node [6]         concat %2 %4                       ; tests/ir/rule_split_dot.lua:6
--> %6   node [6]         mul %3 %5                          ; tests/ir/rule_split_dot.lua:6
--> %7   node [1]         sum_last %6                        ; tests/ir/rule_split_dot.lua:6
--> %8   node [9]         concat %2 %0                       ; tests/ir/rule_split_dot.lua:6
--> %9   node [1]         sum_last %8                        ; tests/ir/rule_split_dot.lua:6
--> %10  node [1]         add %7 %9                          ; y  tests/ir/rule_split_dot.lua:6
--> %11  node [1]         sum_last %10                       ; tests/ir/rule_split_dot.lua:8
--> %12  graph [1]        pool_sum %11                       ; tests/ir/rule_split_dot.lua:8
--> %13  param [1]        sum_rows %12                       ; tests/ir/rule_split_dot.lua:8
--> output y %10
--> loss %13
--> ;   1 x  sum over a dimension of size 1 = reshape
--> ;   2 x  sum(A [x, y]) = sum(A1 x) + sum(A2 y)
--> ;   2 x  a + b = b + a
--> ;   2 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_split_dot.lua:3
--> %1   param [6,3]      param W                            ; tests/ir/rule_split_dot.lua:4
--> %2   node [3]         matmul %0 %1                       ; z  tests/ir/rule_split_dot.lua:4
--> %3   param [6]        param a                            ; a  tests/ir/rule_split_dot.lua:5
--> %4   node [3]         exp %2                             ; tests/ir/rule_split_dot.lua:6
--> %5   param [3]        slice 0+3 %3                       ; tests/ir/rule_split_dot.lua:6
--> %6   param [3]        slice 3+3 %3                       ; tests/ir/rule_split_dot.lua:6
--> %7   node [3]         mul %4 %6                          ; tests/ir/rule_split_dot.lua:6
--> %8   node [1]         sum_last %7                        ; tests/ir/rule_split_dot.lua:6
--> %9   node [3]         mul %2 %5                          ; tests/ir/rule_split_dot.lua:6
--> %10  node [1]         sum_last %9                        ; tests/ir/rule_split_dot.lua:6
--> %11  node [1]         add %8 %10                         ; tests/ir/rule_split_dot.lua:6
--> %12  node [1]         sum_last %0                        ; tests/ir/rule_split_dot.lua:6
--> %13  node [1]         sum_last %2                        ; tests/ir/rule_split_dot.lua:6
--> %14  node [1]         add %12 %13                        ; tests/ir/rule_split_dot.lua:6
--> %15  node [1]         add %11 %14                        ; y  tests/ir/rule_split_dot.lua:6
--> %16  graph [1]        pool_sum %15                       ; tests/ir/rule_split_dot.lua:8
--> %17  param [1]        sum_rows %16                       ; tests/ir/rule_split_dot.lua:8
--> loss %17
-->
