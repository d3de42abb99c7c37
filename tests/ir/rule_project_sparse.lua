-- Rows of a sparse input have no form but their non-zeros: the sum over neighbours waits for the product,
-- however wide; so do a scale and another term that stand between the two
model "project_sparse"
local x = input.node { 3, sparse = true }
local y = matmul(0.5 * x + mean_in(src(x)), param("W", { 3, 5 }))
output("y", y)
loss(pool_sum(sum(square(y))))
--$ --dump=forward
--> ;   1 x  sum_in(w src(x)) W = sum_in(w src(x W)), when that is narrower or x sparse
--> ;   1 x  (x + sum_in(src y)) W = x W + sum_in(src y) W, when that is narrower or y sparse
--> ;   1 x  (a x) W = a (x W), a one number a row, when that is not wider or x sparse
--> ;   1 x  a + b = b + a
--> ;   1 x  a b = b a
--> prog train
--> %0   node [3]         input x                            ; x  tests/ir/rule_project_sparse.lua:4
--> %1   param [1]        constant 0.5                       ; tests/ir/rule_project_sparse.lua:5
--> %2   node [3]         mul %0 %1                          ; tests/ir/rule_project_sparse.lua:5
--> %3   edge [1]         constant 1                         ; tests/ir/rule_project_sparse.lua:5
--> %4   node [1]         sum_in %3                          ; tests/ir/rule_project_sparse.lua:5
--> %5   param [1]        constant 1                         ; tests/ir/rule_project_sparse.lua:5
--> %6   node [1]         maximum %4 %5                      ; tests/ir/rule_project_sparse.lua:5
--> %7   param [3,5]      param W                            ; tests/ir/rule_project_sparse.lua:5
--> %8   node [5]         matmul %0 %7                       ; tests/ir/rule_project_sparse.lua:5
--> %9   edge [5]         src %8                             ; tests/ir/rule_project_sparse.lua:5
--> %10  node [5]         sum_in %9                          ; tests/ir/rule_project_sparse.lua:5
--> %11  node [5]         div %10 %6                         ; tests/ir/rule_project_sparse.lua:5
--> %12  node [5]         matmul %2 %7                       ; tests/ir/rule_project_sparse.lua:5
--> %13  node [5]         add %11 %12                        ; y  tests/ir/rule_project_sparse.lua:5
--> %14  node [5]         square %13                         ; tests/ir/rule_project_sparse.lua:7
--> %15  node [1]         sum_last %14                       ; tests/ir/rule_project_sparse.lua:7
--> %16  graph [1]        pool_sum %15                       ; tests/ir/rule_project_sparse.lua:7
--> %17  param [1]        sum_rows %16                       ; tests/ir/rule_project_sparse.lua:7
--> loss %17
-->
