-- Element-wise: each operand gets dy times the slope; where it was repeated, the repeats are summed:
-- over the dimension (sum_last), and over all rows where a parameter met rows (sum_rows).
model "autodiff_map"
local x = input.node { 2 }
local W, s = param("W", { 2 }), param("s", { 1 })
local y = exp(x * W * s)
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=autodiff
--> prog train
--> %0   node [2]         input x                            ; x  tests/ir/autodiff_map.lua:4
--> %1   param [2]        param W                            ; tests/ir/autodiff_map.lua:5
--> %2   param [1]        param s                            ; tests/ir/autodiff_map.lua:5
--> %3   node [2]         mul %0 %1                          ; tests/ir/autodiff_map.lua:6
--> %4   node [2]         mul %2 %3                          ; tests/ir/autodiff_map.lua:6
--> %5   node [2]         exp %4                             ; y  tests/ir/autodiff_map.lua:6
--> %6   node [1]         sum_last %5                        ; tests/ir/autodiff_map.lua:8
--> %7   graph [1]        pool_sum %6                        ; tests/ir/autodiff_map.lua:8
--> %8   graph [1]        constant 1                         ; tests/ir/autodiff_map.lua:8
--> %9   node [1]         spread %8                          ; tests/ir/autodiff_map.lua:8
--> %10  node [2]         expand %9                          ; dy  tests/ir/autodiff_map.lua:8
--> %11  node [2]         mul %10 %5                         ; tests/ir/autodiff_map.lua:8
--> %12  node [2]         mul %11 %3                         ; tests/ir/autodiff_map.lua:8
--> %13  node [1]         sum_last %12                       ; tests/ir/autodiff_map.lua:8
--> %14  param [1]        sum_rows %13                       ; tests/ir/autodiff_map.lua:8
--> %15  node [2]         mul %11 %2                         ; tests/ir/autodiff_map.lua:8
--> %16  node [2]         mul %15 %1                         ; tests/ir/autodiff_map.lua:8
--> %17  node [2]         mul %15 %0                         ; tests/ir/autodiff_map.lua:8
--> %18  param [2]        sum_rows %17                       ; tests/ir/autodiff_map.lua:8
--> loss %7
--> grad W %18
--> grad s %14
-->
