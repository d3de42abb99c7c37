-- sum_in(w src(x)) W = sum_in(w src(x W)), w one number for each edge: the narrower side is aggregated
model "project_first"
local x = input.node { 6 }
local w = sigmoid(src(matmul(x, param("s", { 6, 1 }))) + dst(matmul(x, param("t", { 6, 1 }))))
local y = matmul(sum_in(w * src(x)), param("W", { 6, 2 }))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_project_first.lua:3
--> %1   param [6,1]      param s                            ; tests/ir/rule_project_first.lua:4
--> %2   node [1]         matmul %0 %1                       ; tests/ir/rule_project_first.lua:4
--> %3   edge [1]         src %2                             ; tests/ir/rule_project_first.lua:4
--> %4   param [6,1]      param t                            ; tests/ir/rule_project_first.lua:4
--> %5   node [1]         matmul %0 %4                       ; tests/ir/rule_project_first.lua:4
--> %6   edge [1]         dst %5                             ; tests/ir/rule_project_first.lua:4
--> %7   edge [1]         add %3 %6                          ; tests/ir/rule_project_first.lua:4
--> %8   edge [1]         sigmoid %7                         ; w  tests/ir/rule_project_first.lua:4
--> %9   edge [6]         src %0                             ; tests/ir/rule_project_first.lua:5
--> %10  edge [6]         mul %8 %9                          ; tests/ir/rule_project_first.lua:5
--> %11  node [6]         sum_in %10                         ; tests/ir/rule_project_first.lua:5
--> %12  param [6,2]      param W                            ; tests/ir/rule_project_first.lua:5
--> %13  node [2]         matmul %11 %12                     ; y  tests/ir/rule_project_first.lua:5
--> %14  node [1]         sum_last %13                       ; tests/ir/rule_project_first.lua:7
--> %15  graph [1]        pool_sum %14                       ; tests/ir/rule_project_first.lua:7
--> %16  param [1]        sum_rows %15                       ; tests/ir/rule_project_first.lua:7
--> output y %13
--> loss %16
--> ;   1 x  sum_in(w src(x)) W = sum_in(w src(x W)), when that is narrower or x sparse
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_project_first.lua:3
--> %1   param [6,1]      param s                            ; tests/ir/rule_project_first.lua:4
--> %2   node [1]         matmul %0 %1                       ; tests/ir/rule_project_first.lua:4
--> %3   edge [1]         src %2                             ; tests/ir/rule_project_first.lua:4
--> %4   param [6,1]      param t                            ; tests/ir/rule_project_first.lua:4
--> %5   node [1]         matmul %0 %4                       ; tests/ir/rule_project_first.lua:4
--> %6   edge [1]         dst %5                             ; tests/ir/rule_project_first.lua:4
--> %7   edge [1]         add %3 %6                          ; tests/ir/rule_project_first.lua:4
--> %8   edge [1]         sigmoid %7                         ; w  tests/ir/rule_project_first.lua:4
--> %9   param [6,2]      param W                            ; tests/ir/rule_project_first.lua:5
--> %10  node [2]         matmul %0 %9                       ; tests/ir/rule_project_first.lua:5
--> %11  edge [2]         src %10                            ; tests/ir/rule_project_first.lua:5
--> %12  edge [2]         mul %8 %11                         ; tests/ir/rule_project_first.lua:5
--> %13  node [2]         sum_in %12                         ; y  tests/ir/rule_project_first.lua:5
--> %14  node [1]         sum_last %13                       ; tests/ir/rule_project_first.lua:7
--> %15  graph [1]        pool_sum %14                       ; tests/ir/rule_project_first.lua:7
--> %16  param [1]        sum_rows %15                       ; tests/ir/rule_project_first.lua:7
--> loss %16
-->
