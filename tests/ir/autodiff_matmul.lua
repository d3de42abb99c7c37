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
--> %12  graph [1]        constant 1                         ; tests/ir/autodiff_matmul.lua:8
--> %13  node [1]         spread %12                         ; tests/ir/autodiff_matmul.lua:8
--> %14  node [1]         mul %13 %9                         ; tests/ir/autodiff_matmul.lua:8
--> %15  node [1]         mul %13 %8                         ; tests/ir/autodiff_matmul.lua:8
--> %16  node [2]         expand %15                         ; tests/ir/autodiff_matmul.lua:8
--> %17  node [3]         matmul_t %16 %4                    ; dh  tests/ir/autodiff_matmul.lua:6
--> %18  param [3,2]      outer %3 %16                       ; tests/ir/autodiff_matmul.lua:8
--> %19  node [3]         square %3                          ; tests/ir/autodiff_matmul.lua:5
--> %20  param [1]        constant 1                         ; tests/ir/autodiff_matmul.lua:5
--> %21  node [3]         sub %20 %19                        ; tests/ir/autodiff_matmul.lua:5
--> %22  node [3]         mul %17 %21                        ; tests/ir/autodiff_matmul.lua:6
--> %23  param [4,3]      outer %0 %22                       ; tests/ir/autodiff_matmul.lua:6
--> loss %11
--> grad W %23
--> grad U %18
-->
