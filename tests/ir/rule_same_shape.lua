-- reshape to the same shape = x;  reshape of reshape is one reshape;  expand to the same shape = x
model "same_shape"
local x = input.node { 6 }
local W = param("W", { 6 })
local z = x * W
local a = reshape(z, { 6 })
local b = exp(reshape(reshape(z, { 2, 3 }), { 3, 2 }))
local c = op.expand(z, { shape = { 6 } })
local y = a + reshape(b, { 6 }) + c
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_same_shape.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_same_shape.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_same_shape.lua:5
--> %3   node [6]         reshape %2                         ; a  tests/ir/rule_same_shape.lua:6
--> %4   node [2,3]       reshape %2                         ; tests/ir/rule_same_shape.lua:7
--> %5   node [3,2]       reshape %4                         ; tests/ir/rule_same_shape.lua:7
--> %6   node [3,2]       exp %5                             ; b  tests/ir/rule_same_shape.lua:7
--> %7   node [6]         expand %2                          ; c  tests/ir/rule_same_shape.lua:8
--> %8   node [6]         reshape %6                         ; tests/ir/rule_same_shape.lua:9
--> %9   node [6]         add %3 %8                          ; tests/ir/rule_same_shape.lua:9
--> %10  node [6]         add %9 %7                          ; y  tests/ir/rule_same_shape.lua:9
--> %11  node [1]         sum_last %10                       ; tests/ir/rule_same_shape.lua:11
--> %12  graph [1]        pool_sum %11                       ; tests/ir/rule_same_shape.lua:11
--> %13  param [1]        sum_rows %12                       ; tests/ir/rule_same_shape.lua:11
--> output y %10
--> loss %13
--> ;   2 x  reshape to the same shape = x
--> ;   1 x  expand to the same shape = x
--> ;   1 x  a + b = b + a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_same_shape.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_same_shape.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_same_shape.lua:5
--> %3   node [3,2]       reshape %2                         ; tests/ir/rule_same_shape.lua:7
--> %4   node [3,2]       exp %3                             ; b  tests/ir/rule_same_shape.lua:7
--> %5   node [6]         reshape %4                         ; tests/ir/rule_same_shape.lua:9
--> %6   node [6]         add %2 %5                          ; tests/ir/rule_same_shape.lua:9
--> %7   node [6]         add %2 %6                          ; y  tests/ir/rule_same_shape.lua:9
--> %8   node [1]         sum_last %7                        ; tests/ir/rule_same_shape.lua:11
--> %9   graph [1]        pool_sum %8                        ; tests/ir/rule_same_shape.lua:11
--> %10  param [1]        sum_rows %9                        ; tests/ir/rule_same_shape.lua:11
--> loss %10
-->
