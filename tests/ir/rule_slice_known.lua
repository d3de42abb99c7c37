-- slice of all = x;  slice of slice is one slice;  slice of [a, b] within a = slice of a, likewise b
model "slice_known"
local x = input.node { 6 }
local W = param("W", { 6 })
local z = x * W
local both = concat(z, exp(z))
local y = slice(z, 0, 6) + 2 * slice(both, 6, 6) + reshape(concat(slice(slice(z, 1, 4), 1, 2), slice(both, 2, 4)), { 6 })
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog forward
--> %0   node [6]         input x                            ; x  tests/ir/rule_slice_known.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_slice_known.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_slice_known.lua:5
--> %3   node [6]         exp %2                             ; tests/ir/rule_slice_known.lua:6
--> %4   node [12]        concat %2 %3                       ; both  tests/ir/rule_slice_known.lua:6
--> %5   node [6]         slice 0+6 %2                       ; tests/ir/rule_slice_known.lua:7
--> %6   node [6]         slice 6+6 %4                       ; tests/ir/rule_slice_known.lua:7
--> %7   param [1]        constant 2                         ; tests/ir/rule_slice_known.lua:7
--> %8   node [6]         mul %7 %6                          ; tests/ir/rule_slice_known.lua:7
--> %9   node [6]         add %5 %8                          ; tests/ir/rule_slice_known.lua:7
--> %10  node [4]         slice 1+4 %2                       ; tests/ir/rule_slice_known.lua:7
--> %11  node [2]         slice 1+2 %10                      ; tests/ir/rule_slice_known.lua:7
--> %12  node [4]         slice 2+4 %4                       ; tests/ir/rule_slice_known.lua:7
--> %13  node [6]         concat %11 %12                     ; tests/ir/rule_slice_known.lua:7
--> %14  node [6]         reshape %13                        ; tests/ir/rule_slice_known.lua:7
--> %15  node [6]         add %9 %14                         ; y  tests/ir/rule_slice_known.lua:7
--> %16  node [1]         sum_last %15                       ; tests/ir/rule_slice_known.lua:9
--> %17  graph [1]        pool_sum %16                       ; tests/ir/rule_slice_known.lua:9
--> %18  param [1]        sum_rows %17                       ; tests/ir/rule_slice_known.lua:9
--> output y %15
--> loss %18
--> ;   1 x  reshape to the same shape = x
--> ;   4 x  slice of [a, b] within a = slice of a
--> ;   1 x  a b = b a
--> prog train
--> %0   node [6]         input x                            ; x  tests/ir/rule_slice_known.lua:3
--> %1   param [6]        param W                            ; W  tests/ir/rule_slice_known.lua:4
--> %2   node [6]         mul %0 %1                          ; z  tests/ir/rule_slice_known.lua:5
--> %3   node [6]         exp %2                             ; tests/ir/rule_slice_known.lua:6
--> %4   param [1]        constant 2                         ; tests/ir/rule_slice_known.lua:7
--> %5   node [6]         mul %3 %4                          ; tests/ir/rule_slice_known.lua:7
--> %6   node [6]         add %2 %5                          ; tests/ir/rule_slice_known.lua:7
--> %7   node [2]         slice 2+2 %2                       ; tests/ir/rule_slice_known.lua:7
--> %8   node [4]         slice 2+4 %2                       ; tests/ir/rule_slice_known.lua:7
--> %9   node [6]         concat %7 %8                       ; tests/ir/rule_slice_known.lua:7
--> %10  node [6]         add %6 %9                          ; y  tests/ir/rule_slice_known.lua:7
--> %11  node [1]         sum_last %10                       ; tests/ir/rule_slice_known.lua:9
--> %12  graph [1]        pool_sum %11                       ; tests/ir/rule_slice_known.lua:9
--> %13  param [1]        sum_rows %12                       ; tests/ir/rule_slice_known.lua:9
--> loss %13
-->
