-- a constant in another shape is that constant: nothing is repeated or moved
model "shape_of_constant"
local x = input.node { 6 }
local W = param("W", { 6 })
local half = op.constant { num = 0.5, space = "node", shape = { 2, 3 } }
local y = x * W + reshape(half, { 6 })
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_shape_of_constant.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_shape_of_constant.lua:4
--> %2   node [2,3]       constant 0.5                       ; half  tests/ir/rule_shape_of_constant.lua:5
--> %3   node [6]         mul %0 %1                          ; tests/ir/rule_shape_of_constant.lua:6
--> %4   node [6]         reshape %2                         ; tests/ir/rule_shape_of_constant.lua:6
--> %5   node [6]         add %3 %4                          ; y  tests/ir/rule_shape_of_constant.lua:6
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_shape_of_constant.lua:8
--> %7   graph [1]        pool_sum %6                        ; tests/ir/rule_shape_of_constant.lua:8
--> %8   param [1]        sum_rows %7                        ; tests/ir/rule_shape_of_constant.lua:8
--> output y %5
--> loss %8
--> ;   1 x  a constant in another shape is that constant
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_shape_of_constant.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_shape_of_constant.lua:4
--> %2   node [6]         mul %0 %1                          ; tests/ir/rule_shape_of_constant.lua:6
--> %3   node [6]         constant 0.5                       ; tests/ir/rule_shape_of_constant.lua:6
--> %4   node [6]         add %2 %3                          ; y  tests/ir/rule_shape_of_constant.lua:6
--> %5   node [1]         sum_last %4                        ; tests/ir/rule_shape_of_constant.lua:8
--> %6   graph [1]        pool_sum %5                        ; tests/ir/rule_shape_of_constant.lua:8
--> %7   param [1]        sum_rows %6                        ; tests/ir/rule_shape_of_constant.lua:8
--> loss %7
-->
