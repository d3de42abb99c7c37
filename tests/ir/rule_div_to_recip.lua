-- a / dst(b) = a dst(1/b): one division for each node, none for an edge;
-- 1 / x = recip(x);  x / 1 = x
model "div_to_recip"
local x = input.node { 6 }
local z = matmul(x, param("W", { 6, 2 }))
local s = sum_in(exp(src(z))) + 1
local y = sum_in(square(src(z)) / dst(s)) + 1 / s + z / 1
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_div_to_recip.lua:4
--> %1   param [6,2]      param W                            ; tests/ir/rule_div_to_recip.lua:5
--> %2   node [2]         matmul %0 %1                       ; z  tests/ir/rule_div_to_recip.lua:5
--> %3   edge [2]         src %2                             ; tests/ir/rule_div_to_recip.lua:6
--> %4   edge [2]         exp %3                             ; tests/ir/rule_div_to_recip.lua:6
--> %5   node [2]         sum_in %4                          ; tests/ir/rule_div_to_recip.lua:6
--> %6   param [1]        constant 1                         ; tests/ir/rule_div_to_recip.lua:6
--> %7   node [2]         add %5 %6                          ; s  tests/ir/rule_div_to_recip.lua:6
--> %8   edge [2]         square %3                          ; tests/ir/rule_div_to_recip.lua:7
--> %9   edge [2]         dst %7                             ; tests/ir/rule_div_to_recip.lua:7
--> %10  edge [2]         div %8 %9                          ; tests/ir/rule_div_to_recip.lua:7
--> %11  node [2]         sum_in %10                         ; tests/ir/rule_div_to_recip.lua:7
--> %12  node [2]         div %6 %7                          ; tests/ir/rule_div_to_recip.lua:7
--> %13  node [2]         add %11 %12                        ; tests/ir/rule_div_to_recip.lua:7
--> %14  node [2]         div %2 %6                          ; tests/ir/rule_div_to_recip.lua:7
--> %15  node [2]         add %13 %14                        ; y  tests/ir/rule_div_to_recip.lua:7
--> %16  node [1]         sum_last %15                       ; tests/ir/rule_div_to_recip.lua:9
--> %17  graph [1]        pool_sum %16                       ; tests/ir/rule_div_to_recip.lua:9
--> %18  param [1]        sum_rows %17                       ; tests/ir/rule_div_to_recip.lua:9
--> output y %15
--> loss %18
--> ;   3 x  a / dst(b) = a dst(1/b)
--> ;   3 x  f(dst(a), dst(b)) = dst(f(a, b)), likewise along any end
--> ;   1 x  sum_in(dst(a) b) = a sum_in(b), likewise along any end
--> ;   2 x  a + b = b + a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_div_to_recip.lua:4
--> %1   param [6,2]      param W                            ; tests/ir/rule_div_to_recip.lua:5
--> %2   node [2]         matmul %0 %1                       ; z  tests/ir/rule_div_to_recip.lua:5
--> %3   node [2]         exp %2                             ; tests/ir/rule_div_to_recip.lua:6
--> %4   edge [2]         src %3                             ; tests/ir/rule_div_to_recip.lua:6
--> %5   node [2]         sum_in %4                          ; tests/ir/rule_div_to_recip.lua:6
--> %6   param [1]        constant 1                         ; tests/ir/rule_div_to_recip.lua:6
--> %7   node [2]         add %5 %6                          ; s  tests/ir/rule_div_to_recip.lua:6
--> %8   node [2]         square %2                          ; tests/ir/rule_div_to_recip.lua:7
--> %9   edge [2]         src %8                             ; tests/ir/rule_div_to_recip.lua:7
--> %10  node [2]         recip %7                           ; tests/ir/rule_div_to_recip.lua:7
--> %11  node [2]         sum_in %9                          ; tests/ir/rule_div_to_recip.lua:7
--> %12  node [2]         mul %10 %11                        ; tests/ir/rule_div_to_recip.lua:7
--> %13  node [2]         add %10 %12                        ; tests/ir/rule_div_to_recip.lua:7
--> %14  node [2]         add %2 %13                         ; y  tests/ir/rule_div_to_recip.lua:7
--> %15  node [1]         sum_last %14                       ; tests/ir/rule_div_to_recip.lua:9
--> %16  graph [1]        pool_sum %15                       ; tests/ir/rule_div_to_recip.lua:9
--> %17  param [1]        sum_rows %16                       ; tests/ir/rule_div_to_recip.lua:9
--> loss %17
-->
