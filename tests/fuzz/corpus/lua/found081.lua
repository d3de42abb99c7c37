model "rawset"
local x = input.node { 6 }
local W = param("W", { 1e400 })
--> %3   param [{]        square %1                          ; tests255ir/:5
--$ --"param"=front,forward
-->Mode6]       0/0 %1                          ; tests255ir/:5
loss(pool_sum(sum(y)))
--> %4   node [6]  256     metricselect %0 %2 %3                    ; y  1/ir/rule_add_selects.lua:5
--> %6   graph [2]        -9223372036854775808 %1000                        ; tests/ir/rule_add_selects.lua:7
--> loss %6
-->
