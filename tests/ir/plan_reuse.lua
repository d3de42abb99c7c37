-- Memory by liveness: z of the first layer is dead when the third layer's is made, which takes its place; in
-- inference two rows are alive at a time. Nothing is stored for the edges.
model "plan_reuse"
local h = input.node { 8 }
for layer = 1, 4 do
  h = tanh(sum_in(src(matmul(h, param("W" .. layer, { 8, 8 })))))
end
output("y", h)
loss(mse(h, target.value(8)))
--$ --dump=plan
--> ; program train: bytes(N, E, chunks) = 4 (40 N + 0 E + 257 chunks + 0), N and E rounded up to 16
-->    8 floats a node   at 0      kernels 0 to 1   %2   matmul
-->    8 floats a node   at 8      kernels 1 to 7   %5   tanh
-->    8 floats a node   at 16     kernels 1 to 2   %7   matmul
-->    8 floats a node   at 0      kernels 2 to 6   %10  tanh
-->    8 floats a node   at 24     kernels 2 to 3   %12  matmul
-->    8 floats a node   at 16     kernels 3 to 5   %15  tanh
-->    8 floats a node   at 32     kernels 3 to 4   %17  matmul
-->    8 floats a node   at 24     kernels 4 to 5   %38  mul
-->    1 float  a chunk  at 0      kernels 4 to 9   pieces of kernel 4's sums over all rows
-->    8 floats a node   at 32     kernels 5 to 6   %45  mul
-->   64 floats a chunk  at 1      kernels 5 to 9   pieces of kernel 5's sums over all rows
-->    8 floats a node   at 16     kernels 6 to 7   %52  mul
-->   64 floats a chunk  at 65     kernels 6 to 9   pieces of kernel 6's sums over all rows
-->    8 floats a node   at 0      kernels 7 to 8   %59  mul
-->   64 floats a chunk  at 129    kernels 7 to 9   pieces of kernel 7's sums over all rows
-->   64 floats a chunk  at 193    kernels 8 to 9   pieces of kernel 8's sums over all rows
--> %2   node [8]       matmul     stored: read from other rows, or by a product
--> %5   node [8]       tanh       stored: dear to make again
--> %7   node [8]       matmul     stored: read from other rows, or by a product
--> %10  node [8]       tanh       stored: dear to make again
--> %12  node [8]       matmul     stored: read from other rows, or by a product
--> %15  node [8]       tanh       stored: dear to make again
--> %17  node [8]       matmul     stored: read from other rows, or by a product
--> %38  node [8]       mul        stored: read from other rows, or by a product
--> %43  node [8]       square     made again by its readers: cheap, from values that are stored anyway
--> %44  node [8]       sub        made again by its readers: cheap, from values that are stored anyway
--> %45  node [8]       mul        stored: read from other rows, or by a product
--> %50  node [8]       square     made again by its readers: cheap, from values that are stored anyway
--> %51  node [8]       sub        made again by its readers: cheap, from values that are stored anyway
--> %52  node [8]       mul        stored: read from other rows, or by a product
--> %57  node [8]       square     made again by its readers: cheap, from values that are stored anyway
--> %58  node [8]       sub        made again by its readers: cheap, from values that are stored anyway
--> %59  node [8]       mul        stored: read from other rows, or by a product
-->
--> ; program infer: bytes(N, E, chunks) = 4 (16 N + 0 E + 0 chunks + 0), N and E rounded up to 16
-->    8 floats a node   at 0      kernels 0 to 1   %2   matmul
-->    8 floats a node   at 8      kernels 1 to 2   %7   matmul
-->    8 floats a node   at 0      kernels 2 to 3   %12  matmul
-->    8 floats a node   at 8      kernels 3 to 4   %17  matmul
--> %2   node [8]       matmul     stored: read from other rows, or by a product
--> %7   node [8]       matmul     stored: read from other rows, or by a product
--> %12  node [8]       matmul     stored: read from other rows, or by a product
--> %17  node [8]       matmul     stored: read from other rows, or by a product
-->
--> ; program score: bytes(N, E, chunks) = 4 (0 N + 0 E + 1 chunks + 0), N and E rounded up to 16
-->    1 float  a chunk  at 0      kernels 0 to 1   pieces of kernel 0's sums over all rows
-->
