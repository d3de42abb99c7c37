-- select(c, a, a) = a;  a select within a select by the same condition has decided already
model "select_known"
local x = input.node { 6 }
local W = param("W", { 6 })
local z = x * W
local same = select(x, z, z)
local inner = select(x, select(x, W, exp(W)), select(x, W, square(W)))
local y = same + inner
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_select_known.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_select_known.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_select_known.lua:5
--> %3   node [6]         select %0 %2 %2                    ; same  tests/ir/rule_select_known.lua:6
--> %4   param [6]        exp %1                             ; tests/ir/rule_select_known.lua:7
--> %5   node [6]         select %0 %1 %4                    ; tests/ir/rule_select_known.lua:7
--> %6   param [6]        square %1                          ; tests/ir/rule_select_known.lua:7
--> %7   node [6]         select %0 %1 %6                    ; tests/ir/rule_select_known.lua:7
--> %8   node [6]         select %0 %5 %7                    ; inner  tests/ir/rule_select_known.lua:7
--> %9   node [6]         add %3 %8                          ; y  tests/ir/rule_select_known.lua:8
--> %10  node [1]         sum_last %9                        ; tests/ir/rule_select_known.lua:10
--> %11  graph [1]        pool_sum %10                       ; tests/ir/rule_select_known.lua:10
--> output y %9
--> loss %11
--> ;   3 x  select(c, a, a) = a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_select_known.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_select_known.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_select_known.lua:5
--> %3   param [6]        square %1                          ; tests/ir/rule_select_known.lua:7
--> %4   node [6]         select %0 %1 %3                    ; inner  tests/ir/rule_select_known.lua:7
--> %5   node [6]         add %2 %4                          ; y  tests/ir/rule_select_known.lua:8
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_select_known.lua:10
--> %7   graph [1]        pool_sum %6                        ; tests/ir/rule_select_known.lua:10
--> loss %7
-->
