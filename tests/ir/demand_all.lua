-- A sum over all nodes without weights needs every row: no levels, nothing may be left out of the graph.
model "demand_all"
local x = input.node { 2 }
local y = sum_in(src(matmul(x, param("W", { 2, 2 })))) + spread(pool_mean(x))
output("y", y)
loss(mse(y, target.value(2)))
--$ --dump=demand
--> ; program train: 0 demand levels
--> %0   node [2]         input      level all   ; x
--> %2   node [2]         matmul     level all
--> %3   edge [2]         src        level all
--> %4   node [2]         sum_in     level all
--> %6   node [1]         constant   level all
--> %11  node [2]         spread     level all
--> %12  node [2]         add        level all   ; y
--> %13  node [2]         input      level all
--> %14  node [2]         sub        level all
--> %15  node [2]         square     level all
--> %16  node [1]         sum_last   level all
--> %18  node [1]         div        level all
--> %19  node [1]         input      level all
--> %20  node [1]         mul        level all
--> %23  node [1]         mul        level all
--> %24  node [2]         mul        level all
--> %25  node [2]         mul        level all   ; dy
--> %26  edge [2]         dst        level all
--> %27  node [2]         sum_out    level all
-->
--> ; program infer: 0 demand levels
--> %0   node [2]         input      level all   ; x
--> %2   node [2]         matmul     level all
--> %3   edge [2]         src        level all
--> %4   node [2]         sum_in     level all
--> %6   node [1]         constant   level all
--> %11  node [2]         spread     level all
--> %12  node [2]         add        level all   ; y
-->
--> ; program score: 1 demand level
--> %0   node [2]         input      level 0
--> %1   node [2]         input      level 0
--> %2   node [2]         sub        level 0
--> %3   node [2]         square     level 0
--> %4   node [1]         sum_last   level 0
--> %6   node [1]         div        level 0
--> %7   node [1]         input      level 0, zero past 0
--> %8   node [1]         mul        level 0, zero past 0
-->
