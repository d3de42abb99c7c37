-- A parameter that the loss does not depend on has the gradient 0, not none.
model "autodiff_unused"
local x = input.node { 2 }
local y = x * param("W", { 2 })
output("y", y)
output("other", y * param("unused", { 2 }))
loss(pool_sum(sum(y)))
--$ --dump=simplify
--> ;   1 x  f(1, 2) is a number
--> ;   1 x  a constant in another shape is that constant
--> ;   1 x  x 1 = x
--> ;   1 x  src(constant) = constant, likewise along any end
--> prog train
--> %0   node [2]         input x                            ; x  tests/ir/autodiff_unused.lua:3
--> %1   param [2]        param W                            ; tests/ir/autodiff_unused.lua:4
--> %2   node [2]         mul %0 %1                          ; y  tests/ir/autodiff_unused.lua:4
--> %3   node [1]         sum_last %2                        ; tests/ir/autodiff_unused.lua:7
--> %4   graph [1]        pool_sum %3                        ; tests/ir/autodiff_unused.lua:7
--> %5   param [1]        sum_rows %4                        ; tests/ir/autodiff_unused.lua:7
--> %6   param [2]        sum_rows %0                        ; tests/ir/autodiff_unused.lua:7
--> %7   param [2]        constant 0                         ; tests/ir/autodiff_unused.lua:6
--> loss %5
--> grad W %6
--> grad unused %7
-->
--> prog infer
--> %0   node [2]         input x                            ; x  tests/ir/autodiff_unused.lua:3
--> %1   param [2]        param W                            ; tests/ir/autodiff_unused.lua:4
--> %2   node [2]         mul %0 %1                          ; y  tests/ir/autodiff_unused.lua:4
--> %3   param [2]        param unused                       ; tests/ir/autodiff_unused.lua:6
--> %4   node [2]         mul %2 %3                          ; tests/ir/autodiff_unused.lua:6
--> output y %2
--> output other %4
-->
--> prog score
--> %0   node [2]         input y                            ; tests/ir/autodiff_unused.lua:4
--> %1   node [1]         sum_last %0                        ; tests/ir/autodiff_unused.lua:7
--> %2   graph [1]        pool_sum %1                        ; tests/ir/autodiff_unused.lua:7
--> %3   param [1]        sum_rows %2                        ; tests/ir/autodiff_unused.lua:7
--> loss %3
-->
