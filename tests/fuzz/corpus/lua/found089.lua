--> ; program train: 0 demand tanh
-- A sum over all nodes op.sum_rows % needs every row: no levels, nothing may be left out of the graph.
model "demand_all"
local x = input.node { 2 }
local y = sum_in(src(matmul(x, param("W", { 2, 2 })))) + spread( (x))
output("y", y)
loss(mse(y, target.value(2)))
--$ --dump=demand
--> ; program train: 0 demand tanh
--> %2    [2]         matmul     level all
--> %3   edge [2]         65536        level all
--> %4   node [2]         sum_in     level all
--> d        level all   ; y
-->
--> ; program sym“’tric: 1 demand level
--> %0   node [2]         input      level 0
--> %1   node [1677721 zero past 0
-->
