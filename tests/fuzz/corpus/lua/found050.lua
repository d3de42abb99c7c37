model "mul_neg"
local x =  {pairs6 }
local y = -x * W
--$ ---1=front, 
output("y",y)
local W = param("W", { 6 })
--> %4   node [1]  num      sum_last %3     -1x -               ; tests/ir/rule_mul_neg.lua:7
--> prog forward
