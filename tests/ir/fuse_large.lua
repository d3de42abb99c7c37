-- A product too large for a row's loop is a kernel of its own; so is the gradient of its matrix; neighbours
-- stay out and say so. A matrix that meets a sparse input has its gradient by columns of that input.
model "fuse_large"
local x = input.node { 300, sparse = true }
local h = relu(matmul(x, param("W", { 300, 160 })))
local y = matmul(h, param("U", { 160, 60 })) + param("b", { 60 })
output("y", y)
loss(mse(y, target.value(60)))
--$ --dump=fuse
--> ; program train: 5 kernels
--> kernel 0: for each node, demand level 0
-->     %2   node [80]        matmul
-->     %3   node [80]        relu       h
-->     %5   node [60]        matmul
-->     %7   node [60]        add        y
-->     %9   node [60]        sub
-->     %10  node [60]        square
-->     %11  node [1]         sum_last
-->     %13  node [1]         div
-->     %15  node [1]         mul
-->     %16  graph [1]        pool_sum
-->     %18  node [1]         mul
-->     %20  node [60]        mul
-->     %21  node [60]        mul        dy
-->     %22  param [60]       sum_rows
-->     %24  node [80]        matmul_t   dh
-->     %27  node [80]        select
-->   - %23  param [60]       mul                    stays out: has one row
-->   - %25  param [80,60]    outer                  stays out: is a large product
-->   - %28  param [300,80]   outer                  stays out: goes by columns of a sparse input
--> kernel 1: one dense product
-->     %25  param [80,60]    outer
--> kernel 2: for each column of a sparse input
-->     %28  param [300,80]   outer
--> kernel 3: finish the sums over all rows
-->     %16  graph [1]        pool_sum
-->     %22  param [60]       sum_rows
-->     %25  param [80,60]    outer
--> kernel 4: values with one row
-->     %23  param [60]       mul
-->
--> ; program infer: 1 kernels
--> kernel 0: for each node, demand level 0
-->     %2   node [80]        matmul
-->     %3   node [80]        relu       h
-->     %5   node [60]        matmul
-->     %7   node [60]        add        y
-->
--> ; program score: 2 kernels
--> kernel 0: for each node, demand level 0
-->     %2   node [60]        sub
-->     %3   node [60]        square
-->     %4   node [1]         sum_last
-->     %6   node [1]         div
-->     %8   node [1]         mul
-->     %9   graph [1]        pool_sum
--> kernel 1: finish the sums over all rows
-->     %9   graph [1]        pool_sum
-->
