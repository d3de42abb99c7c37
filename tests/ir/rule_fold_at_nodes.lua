-- sum over edges of dst(a) b = sum over nodes of a sum_in(b), likewise src: parameters' gradients leave the edges
model "fold_at_nodes"
local x = input.node { 6 }
local q = input.edge { 3 }
local a = matmul(x, param("W", { 6, 3 }))
local y = op.sum_rows(dst(a) * exp(q)) + op.sum_rows(src(a)) + matmul(x, param("U", { 6, 3 }))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_fold_at_nodes.lua:3
--> %1   edge [3]         input edge_attr                    ; q  tests/ir/rule_fold_at_nodes.lua:4
--> %2   param [6,3]      param W                            ; tests/ir/rule_fold_at_nodes.lua:5
--> %3   node [3]         matmul %0 %2                       ; a  tests/ir/rule_fold_at_nodes.lua:5
--> %4   edge [3]         dst %3                             ; tests/ir/rule_fold_at_nodes.lua:6
--> %5   edge [3]         exp %1                             ; tests/ir/rule_fold_at_nodes.lua:6
--> %6   edge [3]         mul %4 %5                          ; tests/ir/rule_fold_at_nodes.lua:6
--> %7   param [3]        sum_rows %6                        ; tests/ir/rule_fold_at_nodes.lua:6
--> %8   edge [3]         src %3                             ; tests/ir/rule_fold_at_nodes.lua:6
--> %9   param [3]        sum_rows %8                        ; tests/ir/rule_fold_at_nodes.lua:6
--> %10  param [3]        add %7 %9                          ; tests/ir/rule_fold_at_nodes.lua:6
--> %11  param [6,3]      param U                            ; tests/ir/rule_fold_at_nodes.lua:6
--> %12  node [3]         matmul %0 %11                      ; tests/ir/rule_fold_at_nodes.lua:6
--> %13  node [3]         add %10 %12                        ; y  tests/ir/rule_fold_at_nodes.lua:6
--> %14  node [1]         sum_last %13                       ; tests/ir/rule_fold_at_nodes.lua:8
--> %15  graph [1]        pool_sum %14                       ; tests/ir/rule_fold_at_nodes.lua:8
--> %16  param [1]        sum_rows %15                       ; tests/ir/rule_fold_at_nodes.lua:8
--> output y %13
--> loss %16
--> ;   2 x  sum over edges of dst(a) b = sum over nodes of a sum_in(b), likewise along any end
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_fold_at_nodes.lua:3
--> %1   edge [3]         input edge_attr                    ; q  tests/ir/rule_fold_at_nodes.lua:4
--> %2   param [6,3]      param W                            ; tests/ir/rule_fold_at_nodes.lua:5
--> %3   node [3]         matmul %0 %2                       ; a  tests/ir/rule_fold_at_nodes.lua:5
--> %4   edge [3]         exp %1                             ; tests/ir/rule_fold_at_nodes.lua:6
--> %5   node [3]         sum_in %4                          ; tests/ir/rule_fold_at_nodes.lua:6
--> %6   node [3]         mul %3 %5                          ; tests/ir/rule_fold_at_nodes.lua:6
--> %7   param [3]        sum_rows %6                        ; tests/ir/rule_fold_at_nodes.lua:6
--> %8   edge [1]         constant 1                         ; tests/ir/rule_fold_at_nodes.lua:6
--> %9   node [1]         sum_out %8                         ; tests/ir/rule_fold_at_nodes.lua:6
--> %10  node [3]         mul %3 %9                          ; tests/ir/rule_fold_at_nodes.lua:6
--> %11  param [3]        sum_rows %10                       ; tests/ir/rule_fold_at_nodes.lua:6
--> %12  param [3]        add %7 %11                         ; tests/ir/rule_fold_at_nodes.lua:6
--> %13  param [6,3]      param U                            ; tests/ir/rule_fold_at_nodes.lua:6
--> %14  node [3]         matmul %0 %13                      ; tests/ir/rule_fold_at_nodes.lua:6
--> %15  node [3]         add %12 %14                        ; y  tests/ir/rule_fold_at_nodes.lua:6
--> %16  node [1]         sum_last %15                       ; tests/ir/rule_fold_at_nodes.lua:8
--> %17  graph [1]        pool_sum %16                       ; tests/ir/rule_fold_at_nodes.lua:8
--> %18  param [1]        sum_rows %17                       ; tests/ir/rule_fold_at_nodes.lua:8
--> loss %18
-->
