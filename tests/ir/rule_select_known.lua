-- select(c, a, a) = a;  select(1, a, b) = a;  a select within a select by the same condition has decided already
model "select_known"
local x = input.node { 6 }
local W = param("W", { 6 })
local z = x * W
local same = select(x, z, z)
local inner = select(x, select(x, W, exp(W)), select(x, W, square(W)))
local y = same + inner + select(1, z, tanh(W)) + select(0, tanh(W), 0.5)
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
--> %9   node [6]         add %3 %8                          ; tests/ir/rule_select_known.lua:8
--> %10  param [6]        tanh %1                            ; tests/ir/rule_select_known.lua:8
--> %11  param [1]        constant 1                         ; tests/ir/rule_select_known.lua:8
--> %12  node [6]         select %11 %2 %10                  ; tests/ir/rule_select_known.lua:8
--> %13  node [6]         add %9 %12                         ; tests/ir/rule_select_known.lua:8
--> %14  param [1]        constant 0                         ; tests/ir/rule_select_known.lua:8
--> %15  param [1]        constant 0.5                       ; tests/ir/rule_select_known.lua:8
--> %16  param [6]        select %14 %10 %15                 ; tests/ir/rule_select_known.lua:8
--> %17  node [6]         add %13 %16                        ; y  tests/ir/rule_select_known.lua:8
--> %18  node [1]         sum_last %17                       ; tests/ir/rule_select_known.lua:10
--> %19  graph [1]        pool_sum %18                       ; tests/ir/rule_select_known.lua:10
--> %20  param [1]        sum_rows %19                       ; tests/ir/rule_select_known.lua:10
--> output y %17
--> loss %20
--> ;   1 x  a constant in another shape is that constant
--> ;   5 x  select(c, a, a) = a,  select(1, a, b) = a
--> ;   1 x  a + b = b + a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_select_known.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_select_known.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_select_known.lua:5
--> %3   param [6]        square %1                          ; tests/ir/rule_select_known.lua:7
--> %4   node [6]         select %0 %1 %3                    ; inner  tests/ir/rule_select_known.lua:7
--> %5   node [6]         add %2 %4                          ; tests/ir/rule_select_known.lua:8
--> %6   node [6]         add %2 %5                          ; tests/ir/rule_select_known.lua:8
--> %7   param [6]        constant 0.5                       ; tests/ir/rule_select_known.lua:8
--> %8   node [6]         add %6 %7                          ; y  tests/ir/rule_select_known.lua:8
--> %9   node [1]         sum_last %8                        ; tests/ir/rule_select_known.lua:10
--> %10  graph [1]        pool_sum %9                        ; tests/ir/rule_select_known.lua:10
--> %11  param [1]        sum_rows %10                       ; tests/ir/rule_select_known.lua:10
--> loss %11
-->
