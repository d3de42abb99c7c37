-- sum(a b) = a sum(b), a constant along the sum; without b that is a times the count
model "pull_from_sum_last"
local x = input.node { 6 }
local s = matmul(x, param("W", { 6, 2 }))
local z = reshape(x, { 2, 3 })
local y = sum(s * z) + sum(op.expand(s, { shape = { 2, 3 } }))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_pull_from_sum_last.lua:3
--> %1   param [6,2]      param W                            ; tests/ir/rule_pull_from_sum_last.lua:4
--> %2   node [2]         matmul %0 %1                       ; s  tests/ir/rule_pull_from_sum_last.lua:4
--> %3   node [2,3]       reshape %0                         ; z  tests/ir/rule_pull_from_sum_last.lua:5
--> %4   node [2,3]       mul %2 %3                          ; tests/ir/rule_pull_from_sum_last.lua:6
--> %5   node [2]         sum_last %4                        ; tests/ir/rule_pull_from_sum_last.lua:6
--> %6   node [2,3]       expand %2                          ; tests/ir/rule_pull_from_sum_last.lua:6
--> %7   node [2]         sum_last %6                        ; tests/ir/rule_pull_from_sum_last.lua:6
--> %8   node [2]         add %5 %7                          ; y  tests/ir/rule_pull_from_sum_last.lua:6
--> %9   node [1]         sum_last %8                        ; tests/ir/rule_pull_from_sum_last.lua:8
--> %10  graph [1]        pool_sum %9                        ; tests/ir/rule_pull_from_sum_last.lua:8
--> %11  param [1]        sum_rows %10                       ; tests/ir/rule_pull_from_sum_last.lua:8
--> output y %8
--> loss %11
--> ;   2 x  sum(a b) = a sum(b), a constant along the sum
--> ;   1 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_pull_from_sum_last.lua:3
--> %1   param [6,2]      param W                            ; tests/ir/rule_pull_from_sum_last.lua:4
--> %2   node [2]         matmul %0 %1                       ; s  tests/ir/rule_pull_from_sum_last.lua:4
--> %3   node [2,3]       reshape %0                         ; z  tests/ir/rule_pull_from_sum_last.lua:5
--> %4   node [2]         sum_last %3                        ; tests/ir/rule_pull_from_sum_last.lua:6
--> %5   node [2]         mul %2 %4                          ; tests/ir/rule_pull_from_sum_last.lua:6
--> %6   param [1]        constant 3                         ; tests/ir/rule_pull_from_sum_last.lua:6
--> %7   node [2]         mul %2 %6                          ; tests/ir/rule_pull_from_sum_last.lua:6
--> %8   node [2]         add %5 %7                          ; y  tests/ir/rule_pull_from_sum_last.lua:6
--> %9   node [1]         sum_last %8                        ; tests/ir/rule_pull_from_sum_last.lua:8
--> %10  graph [1]        pool_sum %9                        ; tests/ir/rule_pull_from_sum_last.lua:8
--> %11  param [1]        sum_rows %10                       ; tests/ir/rule_pull_from_sum_last.lua:8
--> loss %11
-->
