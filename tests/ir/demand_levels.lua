-- Rows that reach the loss. Only labelled rows have a weight: the last sum needs level 0, what it gathers from
-- the neighbours level 1, their neighbours level 2; the gradients come back the same way, and past their level
-- they are zero. infer wants every row of the graph it is given: there level 0 is all of them.
model "demand_levels"
local x = input.node { 2 }
local h = tanh(sum_in(src(matmul(x, param("W", { 2, 2 })))))
local y = sum_in(src(h)) * param("U", { 2 })
output("y", y)
loss(mse(y, target.value(2)))
--$ --dump=demand
--> ; program train: 3 demand levels
--> %0   node [2]         input      level 2   ; x
--> %2   node [2]         matmul     level 2
--> %3   edge [2]         src        level 1
--> %4   node [2]         sum_in     level 1
--> %5   node [2]         tanh       level 1   ; h
--> %6   edge [2]         src        level 0
--> %7   node [2]         sum_in     level 0
--> %9   node [2]         mul        level 0   ; y
--> %10  node [2]         input      level 0
--> %11  node [2]         sub        level 0
--> %12  node [2]         square     level 0
--> %13  node [1]         sum_last   level 0
--> %15  node [1]         div        level 0
--> %16  node [1]         input      level 0, zero past 0
--> %17  node [1]         mul        level 0, zero past 0
--> %21  node [1]         mul        level 0, zero past 0
--> %22  node [2]         mul        level 0, zero past 0
--> %23  node [2]         mul        level 0, zero past 0   ; dy
--> %24  node [2]         mul        level 0, zero past 0
--> %25  node [2]         mul        level 0, zero past 0
--> %27  edge [2]         dst        level 0, zero past 0
--> %28  node [2]         sum_out    level 1, zero past 1   ; dh
--> %29  node [2]         square     level 1
--> %30  node [2]         sub        level 1
--> %31  node [2]         mul        level 1, zero past 1
--> %32  edge [2]         dst        level 1, zero past 1
--> %33  node [2]         sum_out    level 2, zero past 2
-->
--> ; program infer: 3 demand levels
--> %0   node [2]         input      level 2   ; x
--> %2   node [2]         matmul     level 2
--> %3   edge [2]         src        level 1
--> %4   node [2]         sum_in     level 1
--> %5   node [2]         tanh       level 1   ; h
--> %6   edge [2]         src        level 0
--> %7   node [2]         sum_in     level 0
--> %9   node [2]         mul        level 0   ; y
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
