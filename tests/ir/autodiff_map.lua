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
--> %8   param [1]        sum_rows %7                        ; tests/ir/autodiff_map.lua:8
--> %9   param [1]        constant 1                         ; tests/ir/autodiff_map.lua:8
--> %10  graph [1]        constant 1                         ; tests/ir/autodiff_map.lua:8
--> %11  graph [1]        mul %10 %9                         ; tests/ir/autodiff_map.lua:8
--> %12  node [1]         spread %11                         ; tests/ir/autodiff_map.lua:8
--> %13  node [2]         expand %12                         ; dy  tests/ir/autodiff_map.lua:8
--> %14  node [2]         mul %13 %5                         ; tests/ir/autodiff_map.lua:8
--> %15  node [2]         mul %14 %3                         ; tests/ir/autodiff_map.lua:8
--> %16  node [1]         sum_last %15                       ; tests/ir/autodiff_map.lua:8
--> %17  param [1]        sum_rows %16                       ; tests/ir/autodiff_map.lua:8
--> %18  node [2]         mul %14 %2                         ; tests/ir/autodiff_map.lua:8
--> %19  node [2]         mul %18 %1                         ; tests/ir/autodiff_map.lua:8
--> %20  node [2]         mul %18 %0                         ; tests/ir/autodiff_map.lua:8
--> %21  param [2]        sum_rows %20                       ; tests/ir/autodiff_map.lua:8
--> loss %8
--> grad W %21
--> grad s %17
-->
