-- Store or make again: the sum and its tanh are dear, so h is stored for the backward pass; the dropout of h and
-- the slope 1 - h^2 are cheap and made again by their readers from h; what other rows read must be stored.
model "plan_recompute"
local x = input.node { 4 }
local h = tanh(sum_in(src(matmul(x, param("W", { 4, 4 })))))
local y = sum_in(src(matmul(dropout(h, 0.5), param("U", { 4, 4 }))))
output("y", y)
loss(mse(y, target.value(4)))
--$ --dump=plan
--> ; program train: bytes(N, E, chunks) = 4 (12 N + 0 E + 33 chunks + 0), N and E rounded up to 16
-->    4 floats a node   at 0      kernels 0 to 1   %2   matmul
-->    4 floats a node   at 4      kernels 1 to 3   %5   h
-->    4 floats a node   at 8      kernels 1 to 2   %9   matmul
-->    4 floats a node   at 0      kernels 2 to 3   %26  dy
-->    1 float  a chunk  at 0      kernels 2 to 5   pieces of kernel 2's sums over all rows
-->    4 floats a node   at 8      kernels 3 to 4   %34  mul
-->   16 floats a chunk  at 1      kernels 3 to 5   pieces of kernel 3's sums over all rows
-->   16 floats a chunk  at 17     kernels 4 to 5   pieces of kernel 4's sums over all rows
--> %2   node [4]       matmul     stored: read from other rows, or by a product
--> %5   node [4]       h          stored: dear to make again
--> %7   node [4]       mul        made again by its readers from %5, which is smaller
--> %9   node [4]       matmul     stored: read from other rows, or by a product
--> %26  node [4]       dy         stored: read from other rows, or by a product
--> %32  node [4]       square     made again by its readers from %5, which is smaller
--> %33  node [4]       sub        made again by its readers from %5, which is smaller
--> %34  node [4]       mul        stored: read from other rows, or by a product
-->
--> ; program infer: bytes(N, E, chunks) = 4 (8 N + 0 E + 0 chunks + 0), N and E rounded up to 16
-->    4 floats a node   at 0      kernels 0 to 1   %2   matmul
-->    4 floats a node   at 4      kernels 1 to 2   %7   matmul
--> %2   node [4]       matmul     stored: read from other rows, or by a product
--> %7   node [4]       matmul     stored: read from other rows, or by a product
-->
--> ; program score: bytes(N, E, chunks) = 4 (0 N + 0 E + 1 chunks + 0), N and E rounded up to 16
-->    1 float  a chunk  at 0      kernels 0 to 1   pieces of kernel 0's sums over all rows
-->
