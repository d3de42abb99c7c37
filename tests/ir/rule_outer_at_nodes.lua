-- sum over edges of src(a)^T b = sum over nodes of a^T sum_out(b), likewise dst: a matrix's gradient
-- sums over nodes
model "outer_at_nodes"
local x = input.node { 6 }
local q = input.edge { 2 }
local U = op.outer(src(x * param("W", { 6 })), q) + reshape(op.outer(q, dst(x * param("V", { 6 }))), { 6, 2 })
local y = matmul(x, U)
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_outer_at_nodes.lua:4
--> %1   edge [2]         input edge_attr                    ; q  tests/ir/rule_outer_at_nodes.lua:5
--> %2   param [6]        param W                            ; tests/ir/rule_outer_at_nodes.lua:6
--> %3   node [6]         mul %0 %2                          ; tests/ir/rule_outer_at_nodes.lua:6
--> %4   edge [6]         src %3                             ; tests/ir/rule_outer_at_nodes.lua:6
--> %5   param [6,2]      outer %4 %1                        ; tests/ir/rule_outer_at_nodes.lua:6
--> %6   param [6]        param V                            ; tests/ir/rule_outer_at_nodes.lua:6
--> %7   node [6]         mul %0 %6                          ; tests/ir/rule_outer_at_nodes.lua:6
--> %8   edge [6]         dst %7                             ; tests/ir/rule_outer_at_nodes.lua:6
--> %9   param [2,6]      outer %1 %8                        ; tests/ir/rule_outer_at_nodes.lua:6
--> %10  param [6,2]      reshape %9                         ; tests/ir/rule_outer_at_nodes.lua:6
--> %11  param [6,2]      add %5 %10                         ; U  tests/ir/rule_outer_at_nodes.lua:6
--> %12  node [2]         matmul %0 %11                      ; y  tests/ir/rule_outer_at_nodes.lua:7
--> %13  node [1]         sum_last %12                       ; tests/ir/rule_outer_at_nodes.lua:9
--> %14  graph [1]        pool_sum %13                       ; tests/ir/rule_outer_at_nodes.lua:9
--> %15  param [1]        sum_rows %14                       ; tests/ir/rule_outer_at_nodes.lua:9
--> output y %12
--> loss %15
--> ;   2 x  sum over edges of src(a)^T b = sum over nodes of a^T sum_out(b), likewise along any end
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_outer_at_nodes.lua:4
--> %1   edge [2]         input edge_attr                    ; q  tests/ir/rule_outer_at_nodes.lua:5
--> %2   param [6]        param W                            ; tests/ir/rule_outer_at_nodes.lua:6
--> %3   node [6]         mul %0 %2                          ; tests/ir/rule_outer_at_nodes.lua:6
--> %4   node [2]         sum_out %1                         ; tests/ir/rule_outer_at_nodes.lua:6
--> %5   param [6,2]      outer %3 %4                        ; tests/ir/rule_outer_at_nodes.lua:6
--> %6   param [6]        param V                            ; tests/ir/rule_outer_at_nodes.lua:6
--> %7   node [6]         mul %0 %6                          ; tests/ir/rule_outer_at_nodes.lua:6
--> %8   node [2]         sum_in %1                          ; tests/ir/rule_outer_at_nodes.lua:6
--> %9   param [2,6]      outer %8 %7                        ; tests/ir/rule_outer_at_nodes.lua:6
--> %10  param [6,2]      reshape %9                         ; tests/ir/rule_outer_at_nodes.lua:6
--> %11  param [6,2]      add %5 %10                         ; U  tests/ir/rule_outer_at_nodes.lua:6
--> %12  node [2]         matmul %0 %11                      ; y  tests/ir/rule_outer_at_nodes.lua:7
--> %13  node [1]         sum_last %12                       ; tests/ir/rule_outer_at_nodes.lua:9
--> %14  graph [1]        pool_sum %13                       ; tests/ir/rule_outer_at_nodes.lua:9
--> %15  param [1]        sum_rows %14                       ; tests/ir/rule_outer_at_nodes.lua:9
--> loss %15
-->
