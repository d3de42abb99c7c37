-- select(c, a, 0) + select(c, 0, b) = select(c, a, b): what the two gradients of a branch come to
model "add_selects"
local x = input.node { 6 }
local W = param("W", { 6 })
local y = select(x, exp(W), 0) + select(x, 0, square(W))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_add_selects.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_add_selects.lua:4
--> %2   param [6]        exp %1                             ; tests/ir/rule_add_selects.lua:5
--> %3   param [1]        constant 0                         ; tests/ir/rule_add_selects.lua:5
--> %4   node [6]         select %0 %2 %3                    ; tests/ir/rule_add_selects.lua:5
--> %5   param [6]        square %1                          ; tests/ir/rule_add_selects.lua:5
--> %6   node [6]         select %0 %3 %5                    ; tests/ir/rule_add_selects.lua:5
--> %7   node [6]         add %4 %6                          ; y  tests/ir/rule_add_selects.lua:5
--> %8   node [1]         sum_last %7                        ; tests/ir/rule_add_selects.lua:7
--> %9   graph [1]        pool_sum %8                        ; tests/ir/rule_add_selects.lua:7
--> %10  param [1]        sum_rows %9                        ; tests/ir/rule_add_selects.lua:7
--> output y %7
--> loss %10
--> ;   1 x  select(c, a, 0) + select(c, 0, b) = select(c, a, b)
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_add_selects.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_add_selects.lua:4
--> %2   param [6]        exp %1                             ; tests/ir/rule_add_selects.lua:5
--> %3   param [6]        square %1                          ; tests/ir/rule_add_selects.lua:5
--> %4   node [6]         select %0 %2 %3                    ; y  tests/ir/rule_add_selects.lua:5
--> %5   node [1]         sum_last %4                        ; tests/ir/rule_add_selects.lua:7
--> %6   graph [1]        pool_sum %5                        ; tests/ir/rule_add_selects.lua:7
--> %7   param [1]        sum_rows %6                        ; tests/ir/rule_add_selects.lua:7
--> loss %7
-->
