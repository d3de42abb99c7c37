-- src-major: the mirror image. The gradient of the gathered rows is a sum over outgoing edges, in one kernel
-- that ends with the product's own gradient; sums over all rows are made in pieces and finished at the end.
model "fuse_out"
local x = input.node { 4 }
local z = matmul(x, param("W", { 4, 3 }))
local y = sum_in(sigmoid(src(z)))
output("y", y)
loss(mse(y, target.value(3)))
--$ --dump=fuse
--> ; program train: 4 kernels
--> kernel 0: for each node, demand level 1
-->     %2   node [3]         matmul     z
-->     %3   node [3]         sigmoid
-->     %23  node [3]         sub
-->     %24  node [3]         mul
-->   - %5   node [3]         sum_in     y           stays out: needs other rows of a value made in this kernel
-->   - %25  node [3]         mul        dz          stays out: waits for a value of the same row
--> kernel 1: for each node, its incoming edges, demand level 0
-->     %5   node [3]         sum_in     y
-->     %7   node [3]         sub
-->     %8   node [3]         square
-->     %9   node [1]         sum_last
-->     %11  node [1]         div
-->     %13  node [1]         mul
-->     %14  param [1]        sum_rows
-->     %17  node [1]         mul
-->     %19  node [3]         mul
-->     %20  node [3]         mul        dy
-->   - %22  node [3]         sum_out                stays out: sums over the other walk's edges
--> kernel 2: for each node, its outgoing edges, demand level 1
-->     %22  node [3]         sum_out
-->     %25  node [3]         mul        dz
-->     %26  param [4,3]      outer
--> kernel 3: finish the sums over all rows
-->     %14  param [1]        sum_rows
-->     %26  param [4,3]      outer
-->
--> ; program infer: 2 kernels
--> kernel 0: for each node, demand level 1
-->     %2   node [3]         matmul     z
-->     %3   node [3]         sigmoid
-->   - %5   node [3]         sum_in     y           stays out: needs other rows of a value made in this kernel
--> kernel 1: for each node, its incoming edges, demand level 0
-->     %5   node [3]         sum_in     y
-->
--> ; program score: 2 kernels
--> kernel 0: for each node, demand level 0
-->     %2   node [3]         sub
-->     %3   node [3]         square
-->     %4   node [1]         sum_last
-->     %6   node [1]         div
-->     %8   node [1]         mul
-->     %9   param [1]        sum_rows
--> kernel 1: finish the sums over all rows
-->     %9   param [1]        sum_rows
-->
