-- src(constant) = constant, likewise dst and spread: it is the same in every row
model "gather_constant"
local x = input.node { 6 }
local W = param("W", { 1 })
local two = op.constant { num = 2, space = "node" }
local y = W * sum_in(exp(W * src(two)) + square(W * dst(two))) + spread(op.constant { num = 3, space = "graph" })
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_gather_constant.lua:3
--> %1   param [1]        param W                            ; W  tests/ir/rule_gather_constant.lua:4
--> %2   node [1]         constant 2                         ; two  tests/ir/rule_gather_constant.lua:5
--> %3   edge [1]         src %2                             ; tests/ir/rule_gather_constant.lua:6
--> %4   edge [1]         mul %1 %3                          ; tests/ir/rule_gather_constant.lua:6
--> %5   edge [1]         exp %4                             ; tests/ir/rule_gather_constant.lua:6
--> %6   edge [1]         dst %2                             ; tests/ir/rule_gather_constant.lua:6
--> %7   edge [1]         mul %1 %6                          ; tests/ir/rule_gather_constant.lua:6
--> %8   edge [1]         square %7                          ; tests/ir/rule_gather_constant.lua:6
--> %9   edge [1]         add %5 %8                          ; tests/ir/rule_gather_constant.lua:6
--> %10  node [1]         sum_in %9                          ; tests/ir/rule_gather_constant.lua:6
--> %11  node [1]         mul %1 %10                         ; tests/ir/rule_gather_constant.lua:6
--> %12  graph [1]        constant 3                         ; tests/ir/rule_gather_constant.lua:6
--> %13  node [1]         spread %12                         ; tests/ir/rule_gather_constant.lua:6
--> %14  node [1]         add %11 %13                        ; y  tests/ir/rule_gather_constant.lua:6
--> %15  node [1]         sum_last %14                       ; tests/ir/rule_gather_constant.lua:8
--> %16  graph [1]        pool_sum %15                       ; tests/ir/rule_gather_constant.lua:8
--> %17  param [1]        sum_rows %16                       ; tests/ir/rule_gather_constant.lua:8
--> output y %14
--> loss %17
--> ;   1 x  sum over a dimension of size 1 = reshape
--> ;   3 x  src(constant) = constant, likewise along any end
--> prog train
--> %0   param [1]        param W                            ; W  tests/ir/rule_gather_constant.lua:4
--> %1   edge [1]         constant 2                         ; tests/ir/rule_gather_constant.lua:6
--> %2   edge [1]         mul %0 %1                          ; tests/ir/rule_gather_constant.lua:6
--> %3   edge [1]         exp %2                             ; tests/ir/rule_gather_constant.lua:6
--> %4   edge [1]         square %2                          ; tests/ir/rule_gather_constant.lua:6
--> %5   edge [1]         add %3 %4                          ; tests/ir/rule_gather_constant.lua:6
--> %6   node [1]         sum_in %5                          ; tests/ir/rule_gather_constant.lua:6
--> %7   node [1]         mul %0 %6                          ; tests/ir/rule_gather_constant.lua:6
--> %8   node [1]         constant 3                         ; tests/ir/rule_gather_constant.lua:6
--> %9   node [1]         add %7 %8                          ; y  tests/ir/rule_gather_constant.lua:6
--> %10  graph [1]        pool_sum %9                        ; tests/ir/rule_gather_constant.lua:8
--> %11  param [1]        sum_rows %10                       ; tests/ir/rule_gather_constant.lua:8
--> loss %11
-->
