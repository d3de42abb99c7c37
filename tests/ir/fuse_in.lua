-- dst-major: dst(m) is the row at hand, so m is made in the same kernel; src(z) is another row, so z stands in an
-- earlier kernel. What follows the sum (bias, activation, a small product, the loss) is the epilogue of the
-- kernel that makes it. In backward, sums over outgoing edges stay out: they belong to a src-major kernel.
model "fuse_in"
local x = input.node { 4 }
local z = matmul(x, param("W", { 4, 3 }))
local m = max_in(src(z))
local s = sum_in(square(src(z) - dst(m)))
local y = matmul(relu(s + param("b", { 3 })), param("U", { 3, 2 }))
output("y", y)
loss(mse(y, target.value(2)))
--$ --dump=fuse
--> ; program train: 4 kernels
--> kernel 0: for each node, demand level 1
-->     %2   node [3]         matmul     z
-->   - %4   node [3]         max_in     m           stays out: needs other rows of a value made in this kernel
-->   - %8   node [3]         sum_in     s           stays out: needs other rows of a value made in this kernel
-->   - %37  node [3]         sum_in     dm          stays out: needs other rows of a value made in this kernel
-->   - %39  node [3]         sum_in                 stays out: needs other rows of a value made in this kernel
-->   - %46  node [3]         sum_out    dz          stays out: sums over the other walk's edges
--> kernel 1: for each node, its incoming edges, demand level 0
-->     %4   node [3]         max_in     m
-->     %8   node [3]         sum_in     s
-->     %10  node [3]         add
-->     %11  node [3]         relu
-->     %13  node [2]         matmul     y
-->     %15  node [2]         sub
-->     %16  node [2]         square
-->     %17  node [1]         sum_last
-->     %19  node [1]         div
-->     %21  node [1]         mul
-->     %22  param [1]        sum_rows
-->     %25  node [1]         mul
-->     %26  node [2]         mul
-->     %27  node [2]         mul        dy
-->     %28  node [3]         matmul_t
-->     %29  param [3,2]      outer
-->     %31  node [3]         select     ds
-->     %32  param [3]        sum_rows
-->     %37  node [3]         sum_in     dm
-->     %39  node [3]         sum_in
-->     %40  node [3]         maximum
-->     %41  node [3]         recip
-->     %42  node [3]         mul
-->   - %46  node [3]         sum_out    dz          stays out: sums over the other walk's edges
--> kernel 2: for each node, its outgoing edges, demand level 1
-->     %46  node [3]         sum_out    dz
-->     %47  param [4,3]      outer
--> kernel 3: finish the sums over all rows
-->     %22  param [1]        sum_rows
-->     %29  param [3,2]      outer
-->     %32  param [3]        sum_rows
-->     %47  param [4,3]      outer
-->
--> ; program infer: 2 kernels
--> kernel 0: for each node, demand level 1
-->     %2   node [3]         matmul     z
-->   - %4   node [3]         max_in     m           stays out: needs other rows of a value made in this kernel
-->   - %8   node [3]         sum_in     s           stays out: needs other rows of a value made in this kernel
--> kernel 1: for each node, its incoming edges, demand level 0
-->     %4   node [3]         max_in     m
-->     %8   node [3]         sum_in     s
-->     %10  node [3]         add
-->     %11  node [3]         relu
-->     %13  node [2]         matmul     y
-->
--> ; program score: 2 kernels
--> kernel 0: for each node, demand level 0
-->     %2   node [2]         sub
-->     %3   node [2]         square
-->     %4   node [1]         sum_last
-->     %6   node [1]         div
-->     %8   node [1]         mul
-->     %9   param [1]        sum_rows
--> kernel 1: finish the sums over all rows
-->     %9   param [1]        sum_rows
-->
