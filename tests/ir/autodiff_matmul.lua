-- Products: dx = dy W^T (matmul_t), dW = sum over the rows of x^T dy (outer). Inputs get no gradient: nothing is
-- made for them, and nothing behind detach.
model "autodiff_matmul"
local x = input.node { 4 }
local h = tanh(matmul(x, param("W", { 4, 3 })))
local y = matmul(h, param("U", { 3, 2 })) * detach(sigmoid(sum(h)))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=autodiff
--> prog train
--> %0   node [4]         input x                            ; x  tests/ir/autodiff_matmul.lua:4
--> %1   param [4,3]      param W                            ; tests/ir/autodiff_matmul.lua:5
--> %2   node [3]         matmul %0 %1                       ; tests/ir/autodiff_matmul.lua:5
--> %3   node [3]         tanh %2                            ; h  tests/ir/autodiff_matmul.lua:5
--> %4   param [3,2]      param U                            ; tests/ir/autodiff_matmul.lua:6
--> %5   node [2]         matmul %3 %4                       ; tests/ir/autodiff_matmul.lua:6
--> %6   node [1]         sum_last %3                        ; tests/ir/autodiff_matmul.lua:6
--> %7   node [1]         sigmoid %6                         ; tests/ir/autodiff_matmul.lua:6
--> %8   node [1]         detach %7                          ; tests/ir/autodiff_matmul.lua:6
--> %9   node [1]         sum_last %5                        ; tests/ir/autodiff_matmul.lua:8
--> %10  node [1]         mul %8 %9                          ; tests/ir/autodiff_matmul.lua:8
--> %11  graph [1]        pool_sum %10                       ; tests/ir/autodiff_matmul.lua:8
--> %12  param [1]        sum_rows %11                       ; tests/ir/autodiff_matmul.lua:8
--> %13  param [1]        constant 1                         ; tests/ir/autodiff_matmul.lua:8
--> %14  graph [1]        constant 1                         ; tests/ir/autodiff_matmul.lua:8
--> %15  graph [1]        mul %14 %13                        ; tests/ir/autodiff_matmul.lua:8
--> %16  node [1]         spread %15                         ; tests/ir/autodiff_matmul.lua:8
--> %17  node [1]         mul %16 %9                         ; tests/ir/autodiff_matmul.lua:8
--> %18  node [1]         mul %16 %8                         ; tests/ir/autodiff_matmul.lua:8
--> %19  node [2]         expand %18                         ; tests/ir/autodiff_matmul.lua:8
--> %20  node [3]         matmul_t %19 %4                    ; dh  tests/ir/autodiff_matmul.lua:6
--> %21  param [3,2]      outer %3 %19                       ; tests/ir/autodiff_matmul.lua:8
--> %22  node [3]         square %3                          ; tests/ir/autodiff_matmul.lua:5
--> %23  node [3]         sub %13 %22                        ; tests/ir/autodiff_matmul.lua:5
--> %24  node [3]         mul %20 %23                        ; tests/ir/autodiff_matmul.lua:6
--> %25  param [4,3]      outer %0 %24                       ; tests/ir/autodiff_matmul.lua:6
--> loss %12
--> grad W %25
--> grad U %21
-->
