-- A state beside a parameter: training reads the rows' own mean and leaves the next running mean in place of a
-- gradient; inference reads the running mean. States stand behind the parameters, whatever the model's order.
model "states"
local x = input.node { 3 }
local running = state("running", { 3 })
local w = param("w", { 3 })
local mean = op.sum_rows(x) / 10
update(running, 0.9 * running + 0.1 * mean)
local y = w * (x - training(mean, running))
output("y", y)
loss(pool_sum(sum(square(y))))
--$ --dump=autodiff,demand
--> prog train
--> %0   node [3]         input x                            ; x  tests/ir/states.lua:4
--> %1   param [3]        param running                      ; running  tests/ir/states.lua:5
--> %2   param [3]        param w                            ; w  tests/ir/states.lua:6
--> %3   param [3]        sum_rows %0                        ; tests/ir/states.lua:7
--> %4   param [1]        constant 1e+01                     ; tests/ir/states.lua:7
--> %5   param [3]        div %3 %4                          ; mean  tests/ir/states.lua:7
--> %6   param [1]        constant 0.9                       ; tests/ir/states.lua:8
--> %7   param [3]        mul %1 %6                          ; tests/ir/states.lua:8
--> %8   param [1]        constant 0.1                       ; tests/ir/states.lua:8
--> %9   param [3]        mul %5 %8                          ; tests/ir/states.lua:8
--> %10  param [3]        add %7 %9                          ; tests/ir/states.lua:8
--> %11  node [3]         sub %0 %5                          ; tests/ir/states.lua:9
--> %12  node [3]         mul %2 %11                         ; y  tests/ir/states.lua:9
--> %13  node [3]         square %12                         ; tests/ir/states.lua:11
--> %14  node [1]         sum_last %13                       ; tests/ir/states.lua:11
--> %15  graph [1]        pool_sum %14                       ; tests/ir/states.lua:11
--> %16  param [1]        sum_rows %15                       ; tests/ir/states.lua:11
--> %17  param [1]        constant 1                         ; tests/ir/states.lua:11
--> %18  graph [1]        constant 1                         ; tests/ir/states.lua:11
--> %19  graph [1]        mul %18 %17                        ; tests/ir/states.lua:11
--> %20  node [1]         spread %19                         ; tests/ir/states.lua:11
--> %21  node [3]         expand %20                         ; tests/ir/states.lua:11
--> %22  param [1]        constant 2                         ; tests/ir/states.lua:11
--> %23  node [3]         mul %21 %12                        ; tests/ir/states.lua:11
--> %24  node [3]         mul %23 %22                        ; dy  tests/ir/states.lua:11
--> %25  node [3]         mul %24 %11                        ; tests/ir/states.lua:11
--> %26  param [3]        sum_rows %25                       ; dw  tests/ir/states.lua:11
--> %27  node [3]         mul %24 %2                         ; tests/ir/states.lua:11
--> state running %10
--> loss %16
--> grad w %26
-->
--> ; program train: 0 demand levels
--> %0   node [3]         input      level all   ; x
--> %11  node [3]         sub        level all
--> %12  node [3]         mul        level all   ; y
--> %13  node [3]         square     level all
--> %14  node [1]         sum_last   level all
--> %15  graph [1]        pool_sum   level all
--> %18  node [3]         mul        level all   ; dy
--> %19  node [3]         mul        level all
-->
--> ; program infer: 1 demand level
--> %0   node [3]         input      level 0   ; x
--> %3   node [3]         sub        level 0
--> %4   node [3]         mul        level 0   ; y
-->
--> ; program score: 0 demand levels
--> %0   node [3]         input      level all
--> %1   node [3]         square     level all
--> %2   node [1]         sum_last   level all
--> %3   graph [1]        pool_sum   level all
-->
