-- src(expand(a)) = expand(src(a)), likewise dst: the narrow row travels
model "gather_narrow"
local x = input.node { 6 }
local s = op.expand(matmul(x, param("W", { 6, 2 })), { shape = { 2, 3 } })
local y = sum(sum_in(src(s) * exp(reshape(dst(x), { 2, 3 })))) + sum(op.sum_out(dst(s) * exp(reshape(src(x), { 2, 3 }))))
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_gather_narrow.lua:3
--> %1   param [6,2]      param W                            ; tests/ir/rule_gather_narrow.lua:4
--> %2   node [2]         matmul %0 %1                       ; tests/ir/rule_gather_narrow.lua:4
--> %3   node [2,3]       expand %2                          ; s  tests/ir/rule_gather_narrow.lua:4
--> %4   edge [2,3]       src %3                             ; tests/ir/rule_gather_narrow.lua:5
--> %5   edge [6]         dst %0                             ; tests/ir/rule_gather_narrow.lua:5
--> %6   edge [2,3]       reshape %5                         ; tests/ir/rule_gather_narrow.lua:5
--> %7   edge [2,3]       exp %6                             ; tests/ir/rule_gather_narrow.lua:5
--> %8   edge [2,3]       mul %4 %7                          ; tests/ir/rule_gather_narrow.lua:5
--> %9   node [2,3]       sum_in %8                          ; tests/ir/rule_gather_narrow.lua:5
--> %10  node [2]         sum_last %9                        ; tests/ir/rule_gather_narrow.lua:5
--> %11  edge [2,3]       dst %3                             ; tests/ir/rule_gather_narrow.lua:5
--> %12  edge [6]         src %0                             ; tests/ir/rule_gather_narrow.lua:5
--> %13  edge [2,3]       reshape %12                        ; tests/ir/rule_gather_narrow.lua:5
--> %14  edge [2,3]       exp %13                            ; tests/ir/rule_gather_narrow.lua:5
--> %15  edge [2,3]       mul %11 %14                        ; tests/ir/rule_gather_narrow.lua:5
--> %16  node [2,3]       sum_out %15                        ; tests/ir/rule_gather_narrow.lua:5
--> %17  node [2]         sum_last %16                       ; tests/ir/rule_gather_narrow.lua:5
--> %18  node [2]         add %10 %17                        ; y  tests/ir/rule_gather_narrow.lua:5
--> %19  node [1]         sum_last %18                       ; tests/ir/rule_gather_narrow.lua:7
--> %20  graph [1]        pool_sum %19                       ; tests/ir/rule_gather_narrow.lua:7
--> %21  param [1]        sum_rows %20                       ; tests/ir/rule_gather_narrow.lua:7
--> output y %18
--> loss %21
--> ;   2 x  f(expand(a), b) = f(a, b)
--> ;   2 x  sum(a b) = a sum(b), a constant along the sum
--> ;   2 x  src(expand(a)) = expand(src(a)), likewise along any end
--> ;   2 x  f(dst(a), dst(b)) = dst(f(a, b)), likewise along any end
--> ;   2 x  reshape(dst(a)) = dst(reshape(a)), likewise along any end
--> ;   2 x  sum_in(dst(a) b) = a sum_in(b), likewise along any end
--> ;   2 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_gather_narrow.lua:3
--> %1   param [6,2]      param W                            ; tests/ir/rule_gather_narrow.lua:4
--> %2   node [2]         matmul %0 %1                       ; tests/ir/rule_gather_narrow.lua:4
--> %3   edge [2]         src %2                             ; tests/ir/rule_gather_narrow.lua:5
--> %4   node [2,3]       reshape %0                         ; tests/ir/rule_gather_narrow.lua:5
--> %5   node [2,3]       exp %4                             ; tests/ir/rule_gather_narrow.lua:5
--> %6   node [2]         sum_in %3                          ; tests/ir/rule_gather_narrow.lua:5
--> %7   node [2]         sum_last %5                        ; tests/ir/rule_gather_narrow.lua:5
--> %8   node [2]         mul %6 %7                          ; tests/ir/rule_gather_narrow.lua:5
--> %9   edge [2]         dst %2                             ; tests/ir/rule_gather_narrow.lua:5
--> %10  node [2]         sum_out %9                         ; tests/ir/rule_gather_narrow.lua:5
--> %11  node [2]         mul %7 %10                         ; tests/ir/rule_gather_narrow.lua:5
--> %12  node [2]         add %8 %11                         ; y  tests/ir/rule_gather_narrow.lua:5
--> %13  node [1]         sum_last %12                       ; tests/ir/rule_gather_narrow.lua:7
--> %14  graph [1]        pool_sum %13                       ; tests/ir/rule_gather_narrow.lua:7
--> %15  param [1]        sum_rows %14                       ; tests/ir/rule_gather_narrow.lua:7
--> loss %15
-->
