-- (a x) W = a (x W), a one number a row, when that is not wider; likewise x / a, and W^T
model "scale_after"
local x = input.node { 6 }
local y = matmul(mean_in(src(x)), param("W", { 6, 2 }))
local z = op.matmul_t(degree() * x, param("V", { 3, 6 }))
output("y", y)
output("z", z)
loss(pool_sum(sum(y) + sum(z)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_scale_after.lua:3
--> %1   edge [6]         src %0                             ; tests/ir/rule_scale_after.lua:4
--> %2   node [6]         sum_in %1                          ; tests/ir/rule_scale_after.lua:4
--> %3   edge [1]         constant 1                         ; tests/ir/rule_scale_after.lua:4
--> %4   node [1]         sum_in %3                          ; tests/ir/rule_scale_after.lua:4
--> %5   param [1]        constant 1                         ; tests/ir/rule_scale_after.lua:4
--> %6   node [1]         maximum %4 %5                      ; tests/ir/rule_scale_after.lua:4
--> %7   node [6]         div %2 %6                          ; tests/ir/rule_scale_after.lua:4
--> %8   param [6,2]      param W                            ; tests/ir/rule_scale_after.lua:4
--> %9   node [2]         matmul %7 %8                       ; y  tests/ir/rule_scale_after.lua:4
--> %10  node [6]         mul %4 %0                          ; tests/ir/rule_scale_after.lua:5
--> %11  param [3,6]      param V                            ; tests/ir/rule_scale_after.lua:5
--> %12  node [3]         matmul_t %10 %11                   ; z  tests/ir/rule_scale_after.lua:5
--> %13  node [1]         sum_last %9                        ; tests/ir/rule_scale_after.lua:8
--> %14  node [1]         sum_last %12                       ; tests/ir/rule_scale_after.lua:8
--> %15  node [1]         add %13 %14                        ; tests/ir/rule_scale_after.lua:8
--> %16  graph [1]        pool_sum %15                       ; tests/ir/rule_scale_after.lua:8
--> %17  param [1]        sum_rows %16                       ; tests/ir/rule_scale_after.lua:8
--> output y %9
--> output z %12
--> loss %17
--> ;   1 x  sum(a b) = a sum(b), a constant along the sum
--> ;   1 x  sum_in(w src(x)) W = sum_in(w src(x W)), when that is narrower or x sparse
--> ;   1 x  (a x) W = a (x W), a one number a row, when that is not wider or x sparse
--> ;   1 x  (a x) W^T = a (x W^T), a one number a row, when that is not wider or x sparse
--> ;   1 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_scale_after.lua:3
--> %1   edge [1]         constant 1                         ; tests/ir/rule_scale_after.lua:4
--> %2   node [1]         sum_in %1                          ; tests/ir/rule_scale_after.lua:4
--> %3   param [1]        constant 1                         ; tests/ir/rule_scale_after.lua:4
--> %4   node [1]         maximum %2 %3                      ; tests/ir/rule_scale_after.lua:4
--> %5   param [6,2]      param W                            ; tests/ir/rule_scale_after.lua:4
--> %6   node [2]         matmul %0 %5                       ; tests/ir/rule_scale_after.lua:4
--> %7   edge [2]         src %6                             ; tests/ir/rule_scale_after.lua:4
--> %8   node [2]         sum_in %7                          ; tests/ir/rule_scale_after.lua:4
--> %9   node [2]         div %8 %4                          ; y  tests/ir/rule_scale_after.lua:4
--> %10  param [3,6]      param V                            ; tests/ir/rule_scale_after.lua:5
--> %11  node [3]         matmul_t %0 %10                    ; tests/ir/rule_scale_after.lua:5
--> %12  node [1]         sum_last %9                        ; tests/ir/rule_scale_after.lua:8
--> %13  node [1]         sum_last %11                       ; tests/ir/rule_scale_after.lua:8
--> %14  node [1]         mul %2 %13                         ; tests/ir/rule_scale_after.lua:8
--> %15  node [1]         add %12 %14                        ; tests/ir/rule_scale_after.lua:8
--> %16  graph [1]        pool_sum %15                       ; tests/ir/rule_scale_after.lua:8
--> %17  param [1]        sum_rows %16                       ; tests/ir/rule_scale_after.lua:8
--> loss %17
-->
