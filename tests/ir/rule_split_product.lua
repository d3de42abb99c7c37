-- (x + sum_in(src y)) W = x W + sum_in(src y) W, when that is narrower: the sum's product can go first
model "split_product"
local x = input.node { 6 }
local y = matmul(x + sum_in(src(x)), param("W", { 6, 2 }))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_split_product.lua:3
--> %1   edge [6]         src %0                             ; tests/ir/rule_split_product.lua:4
--> %2   node [6]         sum_in %1                          ; tests/ir/rule_split_product.lua:4
--> %3   node [6]         add %0 %2                          ; tests/ir/rule_split_product.lua:4
--> %4   param [6,2]      param W                            ; tests/ir/rule_split_product.lua:4
--> %5   node [2]         matmul %3 %4                       ; y  tests/ir/rule_split_product.lua:4
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_split_product.lua:6
--> %7   graph [1]        pool_sum %6                        ; tests/ir/rule_split_product.lua:6
--> %8   param [1]        sum_rows %7                        ; tests/ir/rule_split_product.lua:6
--> output y %5
--> loss %8
--> ;   1 x  sum_in(w src(x)) W = sum_in(w src(x W)), when that is narrower or x sparse
--> ;   1 x  (x + sum_in(src y)) W = x W + sum_in(src y) W, when that is narrower or y sparse
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_split_product.lua:3
--> %1   param [6,2]      param W                            ; tests/ir/rule_split_product.lua:4
--> %2   node [2]         matmul %0 %1                       ; tests/ir/rule_split_product.lua:4
--> %3   edge [2]         src %2                             ; tests/ir/rule_split_product.lua:4
--> %4   node [2]         sum_in %3                          ; tests/ir/rule_split_product.lua:4
--> %5   node [2]         add %2 %4                          ; y  tests/ir/rule_split_product.lua:4
--> %6   node [1]         sum_last %5                        ; tests/ir/rule_split_product.lua:6
--> %7   graph [1]        pool_sum %6                        ; tests/ir/rule_split_product.lua:6
--> %8   param [1]        sum_rows %7                        ; tests/ir/rule_split_product.lua:6
--> loss %8
-->
