-- Within a row: a sum gives dy to everything it summed (expand); a maximum shares it between the elements that
-- are equal to it; the parts of a concat get their slice of dy, a slice gives it back with zeros around.
model "autodiff_reduce"
local x = input.node { 4 }
local z = x * param("W", { 4 })
local y = sum(z) + max(z) + sum(square(concat(slice(z, 1, 2), x)))
output("y", y)
loss(pool_sum(y))
--$ --dump=autodiff
--> prog train
--> %0   node [4]         input x                            ; x  tests/ir/autodiff_reduce.lua:4
--> %1   param [4]        param W                            ; tests/ir/autodiff_reduce.lua:5
--> %2   node [4]         mul %0 %1                          ; z  tests/ir/autodiff_reduce.lua:5
--> %3   node [1]         sum_last %2                        ; tests/ir/autodiff_reduce.lua:6
--> %4   node [1]         max_last %2                        ; tests/ir/autodiff_reduce.lua:6
--> %5   node [1]         add %3 %4                          ; tests/ir/autodiff_reduce.lua:6
--> %6   node [2]         slice 1+2 %2                       ; tests/ir/autodiff_reduce.lua:6
--> %7   node [6]         concat %6 %0                       ; tests/ir/autodiff_reduce.lua:6
--> %8   node [6]         square %7                          ; tests/ir/autodiff_reduce.lua:6
--> %9   node [1]         sum_last %8                        ; tests/ir/autodiff_reduce.lua:6
--> %10  node [1]         add %5 %9                          ; y  tests/ir/autodiff_reduce.lua:6
--> %11  graph [1]        pool_sum %10                       ; tests/ir/autodiff_reduce.lua:8
--> %12  param [1]        sum_rows %11                       ; tests/ir/autodiff_reduce.lua:8
--> %13  param [1]        constant 1                         ; tests/ir/autodiff_reduce.lua:8
--> %14  graph [1]        constant 1                         ; tests/ir/autodiff_reduce.lua:8
--> %15  graph [1]        mul %14 %13                        ; tests/ir/autodiff_reduce.lua:8
--> %16  node [1]         spread %15                         ; dy  tests/ir/autodiff_reduce.lua:8
--> %17  node [6]         expand %16                         ; tests/ir/autodiff_reduce.lua:6
--> %18  param [1]        constant 2                         ; tests/ir/autodiff_reduce.lua:6
--> %19  node [6]         mul %17 %7                         ; tests/ir/autodiff_reduce.lua:6
--> %20  node [6]         mul %19 %18                        ; tests/ir/autodiff_reduce.lua:6
--> %21  node [2]         slice 0+2 %20                      ; tests/ir/autodiff_reduce.lua:6
--> %22  node [4]         slice 2+4 %20                      ; tests/ir/autodiff_reduce.lua:6
--> %23  node [1]         constant 0                         ; tests/ir/autodiff_reduce.lua:6
--> %24  node [3]         concat %23 %21                     ; tests/ir/autodiff_reduce.lua:6
--> %25  node [4]         concat %24 %23                     ; tests/ir/autodiff_reduce.lua:6
--> %26  node [4]         equal %2 %4                        ; tests/ir/autodiff_reduce.lua:6
--> %27  node [1]         sum_last %26                       ; tests/ir/autodiff_reduce.lua:6
--> %28  node [1]         recip %27                          ; tests/ir/autodiff_reduce.lua:6
--> %29  node [1]         mul %16 %28                        ; tests/ir/autodiff_reduce.lua:8
--> %30  node [4]         mul %26 %29                        ; tests/ir/autodiff_reduce.lua:6
--> %31  node [4]         add %25 %30                        ; tests/ir/autodiff_reduce.lua:5
--> %32  node [4]         expand %16                         ; tests/ir/autodiff_reduce.lua:6
--> %33  node [4]         add %31 %32                        ; dz  tests/ir/autodiff_reduce.lua:5
--> %34  node [4]         mul %33 %1                         ; tests/ir/autodiff_reduce.lua:5
--> %35  node [4]         mul %33 %0                         ; tests/ir/autodiff_reduce.lua:5
--> %36  param [4]        sum_rows %35                       ; tests/ir/autodiff_reduce.lua:5
--> loss %12
--> grad W %36
-->
