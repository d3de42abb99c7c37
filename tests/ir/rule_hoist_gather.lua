-- f(dst(a), dst(b)) = dst(f(a, b)), likewise src, for element-wise f, sums within a row, reshape, slice
-- and products with a matrix: once for each node instead of once for each edge
model "hoist_gather"
local x = input.node { 6 }
local W, U, V = param("W", { 6, 3 }), param("U", { 2, 6 }), param("V", { 6 })
local map = sum(exp(src(x) * V))
local shape = slice(reshape(dst(x * V), { 2, 3 }), 1, 2)
local product = concat(matmul(src(x), W), op.matmul_t(dst(x), U))
local y = max_in(concat(map, reshape(shape, { 4 }), product))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_hoist_gather.lua:4
--> %1   param [6,3]      param W                            ; tests/ir/rule_hoist_gather.lua:5
--> %2   param [2,6]      param U                            ; tests/ir/rule_hoist_gather.lua:5
--> %3   param [6]        param V                            ; tests/ir/rule_hoist_gather.lua:5
--> %4   edge [6]         src %0                             ; tests/ir/rule_hoist_gather.lua:6
--> %5   edge [6]         mul %4 %3                          ; tests/ir/rule_hoist_gather.lua:6
--> %6   edge [6]         exp %5                             ; tests/ir/rule_hoist_gather.lua:6
--> %7   edge [1]         sum_last %6                        ; map  tests/ir/rule_hoist_gather.lua:6
--> %8   node [6]         mul %0 %3                          ; tests/ir/rule_hoist_gather.lua:7
--> %9   edge [6]         dst %8                             ; tests/ir/rule_hoist_gather.lua:7
--> %10  edge [2,3]       reshape %9                         ; tests/ir/rule_hoist_gather.lua:7
--> %11  edge [2,2]       slice 1+2 %10                      ; shape  tests/ir/rule_hoist_gather.lua:7
--> %12  edge [3]         matmul %4 %1                       ; tests/ir/rule_hoist_gather.lua:8
--> %13  edge [6]         dst %0                             ; tests/ir/rule_hoist_gather.lua:8
--> %14  edge [2]         matmul_t %13 %2                    ; tests/ir/rule_hoist_gather.lua:8
--> %15  edge [5]         concat %12 %14                     ; product  tests/ir/rule_hoist_gather.lua:8
--> %16  edge [4]         reshape %11                        ; tests/ir/rule_hoist_gather.lua:9
--> %17  edge [5]         concat %7 %16                      ; tests/ir/rule_hoist_gather.lua:9
--> %18  edge [10]        concat %17 %15                     ; tests/ir/rule_hoist_gather.lua:9
--> %19  node [10]        max_in %18                         ; y  tests/ir/rule_hoist_gather.lua:9
--> %20  node [1]         sum_last %19                       ; tests/ir/rule_hoist_gather.lua:11
--> %21  graph [1]        pool_sum %20                       ; tests/ir/rule_hoist_gather.lua:11
--> %22  param [1]        sum_rows %21                       ; tests/ir/rule_hoist_gather.lua:11
--> output y %19
--> loss %22
--> ;   2 x  f(dst(a), dst(b)) = dst(f(a, b)), likewise along any end
--> ;   1 x  sum(dst(a)) = dst(sum(a)), likewise along any end
--> ;   2 x  reshape(dst(a)) = dst(reshape(a)), likewise along any end
--> ;   1 x  slice(dst(a)) = dst(slice(a)), likewise along any end
--> ;   1 x  src(x) W = src(x W), likewise along any end
--> ;   1 x  src(x) W^T = src(x W^T), likewise along any end
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_hoist_gather.lua:4
--> %1   param [6,3]      param W                            ; tests/ir/rule_hoist_gather.lua:5
--> %2   param [2,6]      param U                            ; tests/ir/rule_hoist_gather.lua:5
--> %3   param [6]        param V                            ; tests/ir/rule_hoist_gather.lua:5
--> %4   node [6]         mul %0 %3                          ; tests/ir/rule_hoist_gather.lua:6
--> %5   node [6]         exp %4                             ; tests/ir/rule_hoist_gather.lua:6
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_hoist_gather.lua:6
--> %7   edge [1]         src %6                             ; map  tests/ir/rule_hoist_gather.lua:6
--> %8   node [2,3]       reshape %4                         ; tests/ir/rule_hoist_gather.lua:7
--> %9   node [2,2]       slice 1+2 %8                       ; tests/ir/rule_hoist_gather.lua:7
--> %10  node [3]         matmul %0 %1                       ; tests/ir/rule_hoist_gather.lua:8
--> %11  edge [3]         src %10                            ; tests/ir/rule_hoist_gather.lua:8
--> %12  node [2]         matmul_t %0 %2                     ; tests/ir/rule_hoist_gather.lua:8
--> %13  edge [2]         dst %12                            ; tests/ir/rule_hoist_gather.lua:8
--> %14  edge [5]         concat %11 %13                     ; product  tests/ir/rule_hoist_gather.lua:8
--> %15  node [4]         reshape %9                         ; tests/ir/rule_hoist_gather.lua:9
--> %16  edge [4]         dst %15                            ; tests/ir/rule_hoist_gather.lua:9
--> %17  edge [5]         concat %7 %16                      ; tests/ir/rule_hoist_gather.lua:9
--> %18  edge [10]        concat %17 %14                     ; tests/ir/rule_hoist_gather.lua:9
--> %19  node [10]        max_in %18                         ; y  tests/ir/rule_hoist_gather.lua:9
--> %20  node [1]         sum_last %19                       ; tests/ir/rule_hoist_gather.lua:11
--> %21  graph [1]        pool_sum %20                       ; tests/ir/rule_hoist_gather.lua:11
--> %22  param [1]        sum_rows %21                       ; tests/ir/rule_hoist_gather.lua:11
--> loss %22
-->
