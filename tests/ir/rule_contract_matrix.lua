-- sum(A (x W)) = x sum(A W) at the edges, x no wider than the sum
model "contract_matrix"
local x = input.edge { 3 }
local A, W = param("A", { 2, 4 }), param("W", { 3, 2, 4 })
local y = sum_in(dot(A, matmul(x, W)))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   edge [3]         input edge_attr                    ; x  tests/ir/rule_contract_matrix.lua:3
--> %1   param [2,4]      param A                            ; tests/ir/rule_contract_matrix.lua:4
--> %2   param [3,2,4]    param W                            ; tests/ir/rule_contract_matrix.lua:4
--> %3   edge [2,4]       matmul %0 %2                       ; tests/ir/rule_contract_matrix.lua:5
--> %4   edge [2,4]       mul %1 %3                          ; tests/ir/rule_contract_matrix.lua:5
--> %5   edge [2]         sum_last %4                        ; tests/ir/rule_contract_matrix.lua:5
--> %6   node [2]         sum_in %5                          ; y  tests/ir/rule_contract_matrix.lua:5
--> %7   node [1]         sum_last %6                        ; tests/ir/rule_contract_matrix.lua:7
--> %8   graph [1]        pool_sum %7                        ; tests/ir/rule_contract_matrix.lua:7
--> %9   param [1]        sum_rows %8                        ; tests/ir/rule_contract_matrix.lua:7
--> output y %6
--> loss %9
--> ;   1 x  sum(A (x W)) = x sum(A W) at the edges, x no wider than the sum
--> ;   1 x  a b = b a
--> prog train
--> %0   edge [3]         input edge_attr                    ; x  tests/ir/rule_contract_matrix.lua:3
--> %1   param [2,4]      param A                            ; tests/ir/rule_contract_matrix.lua:4
--> %2   param [3,2,4]    param W                            ; tests/ir/rule_contract_matrix.lua:4
--> %3   param [1,2,4]    reshape %1                         ; tests/ir/rule_contract_matrix.lua:5
--> %4   param [3,2,4]    mul %2 %3                          ; tests/ir/rule_contract_matrix.lua:5
--> %5   param [3,2]      sum_last %4                        ; tests/ir/rule_contract_matrix.lua:5
--> %6   edge [2]         matmul %0 %5                       ; tests/ir/rule_contract_matrix.lua:5
--> %7   node [2]         sum_in %6                          ; y  tests/ir/rule_contract_matrix.lua:5
--> %8   node [1]         sum_last %7                        ; tests/ir/rule_contract_matrix.lua:7
--> %9   graph [1]        pool_sum %8                        ; tests/ir/rule_contract_matrix.lua:7
--> %10  param [1]        sum_rows %9                        ; tests/ir/rule_contract_matrix.lua:7
--> loss %10
-->
