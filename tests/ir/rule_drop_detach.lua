-- detach(x) = x, once the gradients are there; before that it must stand
model "drop_detach"
local x = input.node { 6 }
local z = matmul(x, param("W", { 6, 2 }))
local y = z * detach(exp(z))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=forward,simplify
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_drop_detach.lua:3
--> %1   param [6,2]      param W                            ; tests/ir/rule_drop_detach.lua:4
--> %2   node [2]         matmul %0 %1                       ; z  tests/ir/rule_drop_detach.lua:4
--> %3   node [2]         exp %2                             ; tests/ir/rule_drop_detach.lua:5
--> %4   node [2]         detach %3                          ; tests/ir/rule_drop_detach.lua:5
--> %5   node [2]         mul %2 %4                          ; y  tests/ir/rule_drop_detach.lua:5
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_drop_detach.lua:7
--> %7   graph [1]        pool_sum %6                        ; tests/ir/rule_drop_detach.lua:7
--> %8   param [1]        sum_rows %7                        ; tests/ir/rule_drop_detach.lua:7
--> loss %8
-->
--> ;   1 x  f(1, 2) is a number
--> ;   1 x  a constant in another shape is that constant
--> ;   1 x  x 1 = x
--> ;   1 x  detach(x) = x, once the gradients are there
--> ;   1 x  src(constant) = constant, likewise along any end
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_drop_detach.lua:3
--> %1   param [6,2]      param W                            ; tests/ir/rule_drop_detach.lua:4
--> %2   node [2]         matmul %0 %1                       ; z  tests/ir/rule_drop_detach.lua:4
--> %3   node [2]         exp %2                             ; dz  tests/ir/rule_drop_detach.lua:5
--> %4   node [2]         mul %2 %3                          ; y  tests/ir/rule_drop_detach.lua:5
--> %5   node [1]         sum_last %4                        ; tests/ir/rule_drop_detach.lua:7
--> %6   graph [1]        pool_sum %5                        ; tests/ir/rule_drop_detach.lua:7
--> %7   param [1]        sum_rows %6                        ; tests/ir/rule_drop_detach.lua:7
--> %8   param [6,2]      outer %0 %3                        ; tests/ir/rule_drop_detach.lua:7
--> loss %7
--> grad W %8
-->
--> ;   1 x  detach(x) = x, once the gradients are there
--> prog infer
--> %0   node [6]         input x                            ; x  tests/ir/rule_drop_detach.lua:3
--> %1   param [6,2]      param W                            ; tests/ir/rule_drop_detach.lua:4
--> %2   node [2]         matmul %0 %1                       ; z  tests/ir/rule_drop_detach.lua:4
--> %3   node [2]         exp %2                             ; tests/ir/rule_drop_detach.lua:5
--> %4   node [2]         mul %2 %3                          ; y  tests/ir/rule_drop_detach.lua:5
--> output y %4
-->
--> prog score
--> %0   node [2]         input y                            ; tests/ir/rule_drop_detach.lua:5
--> %1   node [1]         sum_last %0                        ; tests/ir/rule_drop_detach.lua:7
--> %2   graph [1]        pool_sum %1                        ; tests/ir/rule_drop_detach.lua:7
--> %3   param [1]        sum_rows %2                        ; tests/ir/rule_drop_detach.lua:7
--> loss %3
-->
