-- sum_in(dst(a) b) = a sum_in(b);  sum_out(src(a) b) = a sum_out(b);  pool_sum(spread(a) b) = a pool_sum(b):
-- what is the same for all that a row sums stands before the sum
model "pull_from_scatter"
local x = input.node { 6 }
local a, b = matmul(x, param("W", { 6, 2 })), matmul(x, param("U", { 6, 2 }))
local total = pool_sum(a)
local y = sum_in(dst(a) * src(b)) + op.sum_out(src(a) * dst(b))
output("y", y)
loss(sum(pool_sum(spread(total) * y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_pull_from_scatter.lua:4
--> %1   param [6,2]      param W                            ; tests/ir/rule_pull_from_scatter.lua:5
--> %2   node [2]         matmul %0 %1                       ; tests/ir/rule_pull_from_scatter.lua:5
--> %3   param [6,2]      param U                            ; tests/ir/rule_pull_from_scatter.lua:5
--> %4   node [2]         matmul %0 %3                       ; tests/ir/rule_pull_from_scatter.lua:5
--> %5   graph [2]        pool_sum %2                        ; total  tests/ir/rule_pull_from_scatter.lua:6
--> %6   edge [2]         dst %2                             ; tests/ir/rule_pull_from_scatter.lua:7
--> %7   edge [2]         src %4                             ; tests/ir/rule_pull_from_scatter.lua:7
--> %8   edge [2]         mul %6 %7                          ; tests/ir/rule_pull_from_scatter.lua:7
--> %9   node [2]         sum_in %8                          ; tests/ir/rule_pull_from_scatter.lua:7
--> %10  edge [2]         src %2                             ; tests/ir/rule_pull_from_scatter.lua:7
--> %11  edge [2]         dst %4                             ; tests/ir/rule_pull_from_scatter.lua:7
--> %12  edge [2]         mul %10 %11                        ; tests/ir/rule_pull_from_scatter.lua:7
--> %13  node [2]         sum_out %12                        ; tests/ir/rule_pull_from_scatter.lua:7
--> %14  node [2]         add %9 %13                         ; y  tests/ir/rule_pull_from_scatter.lua:7
--> %15  node [2]         spread %5                          ; tests/ir/rule_pull_from_scatter.lua:9
--> %16  node [2]         mul %15 %14                        ; tests/ir/rule_pull_from_scatter.lua:9
--> %17  graph [2]        pool_sum %16                       ; tests/ir/rule_pull_from_scatter.lua:9
--> %18  graph [1]        sum_last %17                       ; tests/ir/rule_pull_from_scatter.lua:9
--> %19  param [1]        sum_rows %18                       ; tests/ir/rule_pull_from_scatter.lua:9
--> output y %14
--> loss %19
--> ;   3 x  sum_in(dst(a) b) = a sum_in(b), likewise along any end
--> ;   1 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_pull_from_scatter.lua:4
--> %1   param [6,2]      param W                            ; tests/ir/rule_pull_from_scatter.lua:5
--> %2   node [2]         matmul %0 %1                       ; tests/ir/rule_pull_from_scatter.lua:5
--> %3   param [6,2]      param U                            ; tests/ir/rule_pull_from_scatter.lua:5
--> %4   node [2]         matmul %0 %3                       ; tests/ir/rule_pull_from_scatter.lua:5
--> %5   graph [2]        pool_sum %2                        ; total  tests/ir/rule_pull_from_scatter.lua:6
--> %6   edge [2]         src %4                             ; tests/ir/rule_pull_from_scatter.lua:7
--> %7   node [2]         sum_in %6                          ; tests/ir/rule_pull_from_scatter.lua:7
--> %8   node [2]         mul %2 %7                          ; tests/ir/rule_pull_from_scatter.lua:7
--> %9   edge [2]         dst %4                             ; tests/ir/rule_pull_from_scatter.lua:7
--> %10  node [2]         sum_out %9                         ; tests/ir/rule_pull_from_scatter.lua:7
--> %11  node [2]         mul %2 %10                         ; tests/ir/rule_pull_from_scatter.lua:7
--> %12  node [2]         add %8 %11                         ; y  tests/ir/rule_pull_from_scatter.lua:7
--> %13  graph [2]        pool_sum %12                       ; tests/ir/rule_pull_from_scatter.lua:9
--> %14  graph [2]        mul %5 %13                         ; tests/ir/rule_pull_from_scatter.lua:9
--> %15  graph [1]        sum_last %14                       ; tests/ir/rule_pull_from_scatter.lua:9
--> %16  param [1]        sum_rows %15                       ; tests/ir/rule_pull_from_scatter.lua:9
--> loss %16
-->
