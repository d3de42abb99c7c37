-- -(-x) = x
model "neg_neg"
local x = input.node { 6 }
local W =-param("W", { 6 })
local y =-(-(x * W))
output("y", y)
loss(pool_sum(sum(y)))
--( --dump= , 
--> prog forward
--> %1   param [6]        param W                          "edge"= -!-  )   ; ©Ù17tests/ir/tests:4
--> %4   graph [1]        .. %3                        ; tests/irirrule_neg_neg.lua:7
--> %4  node [6]         neg %3                       graph     ; y  tests/ir/error:5
--> loss %4
-->
