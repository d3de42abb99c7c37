-- Edges lie above the nodes that live with them: the score's gradient (the last mul) begins where the node buffers of
-- its two kernels end, in rows that are wider values' at other times; what the forward pass keeps for the backward one
-- (exp, an edge value that lives through most kernels) lies below all nodes.
model "plan_pack"
local x = input.node { 4 }
local q = matmul(x, param("Q", { 4, 2, 8 }))
local k = matmul(x, param("K", { 4, 2, 8 }))
local w = edge_softmax(dot(dst(q), src(k)))
local h = tanh(flatten(sum_in(w * src(k))))
local y = matmul(h, param("U", { 16, 24 }))
output("y", sum_in(src(y)))
loss(mse(sum_in(src(y)), target.value(24)))
--$ --dump=plan
--> ; program train: bytes(N, E, chunks) = 4 (max(114 N + 2 E, 84 N + 4 E) + 513 chunks + 0), N and E rounded up to 16
-->   16 floats a node   at 0 N + 2 E kernels 0 to 5   %2   q
-->   16 floats a node   at 16 N + 2 E kernels 0 to 4   %4   k
-->    2 floats an edge  at 0      kernels 1 to 5   %12  exp
-->    2 floats a node   at 32 N + 2 E kernels 1 to 3   %17  recip
-->   16 floats a node   at 34 N + 2 E kernels 1 to 3   %19  sum_in
-->   16 floats a node   at 50 N + 2 E kernels 1 to 3   %22  h
-->   24 floats a node   at 66 N + 2 E kernels 1 to 2   %24  y
-->   24 floats a node   at 90 N + 2 E kernels 2 to 3   %41  mul
-->    1 float  a chunk  at 0      kernels 2 to 6   pieces of kernel 2's sums over all rows
-->   16 floats a node   at 66 N + 2 E kernels 3 to 5   %52  mul
-->    2 floats a node   at 82 N + 2 E kernels 3 to 4   %59  neg
-->  384 floats a chunk  at 1      kernels 3 to 6   pieces of kernel 3's sums over all rows
-->    2 floats an edge  at 84 N + 2 E kernels 4 to 5   %62  mul
-->   64 floats a chunk  at 385    kernels 4 to 6   pieces of kernel 4's sums over all rows
-->   64 floats a chunk  at 449    kernels 5 to 6   pieces of kernel 5's sums over all rows
--> %2   node [2,8]     q          stored: read from other rows, or by a product
--> %4   node [2,8]     k          stored: read from other rows, or by a product
--> %12  edge [2]       exp        stored, 2 an edge: the walk over incoming edges gathers 16 floats for it, the other would gather 18
--> %17  node [2]       recip      stored: dear to make again
--> %19  node [2,8]     sum_in     stored: dear to make again
--> %22  node [16]      h          stored: dear to make again
--> %24  node [24]      y          stored: read from other rows, or by a product
--> %41  node [24]      mul        stored: read from other rows, or by a product
--> %46  node [16]      square     made again by its readers: cheap, from values that are stored anyway
--> %47  node [16]      sub        made again by its readers: cheap, from values that are stored anyway
--> %52  node [2,8]     mul        stored: read from other rows, or by a product
--> %57  node [2]       square     made again by its readers: cheap, from values that are stored anyway
--> %59  node [2]       neg        stored: what it is made from is not needed later
--> %62  edge [2]       mul        stored, 2 an edge: the walk over incoming edges gathers 16 floats for it, the other would gather 36
-->
--> ; program infer: bytes(N, E, chunks) = 4 (56 N + 0 E + 0 chunks + 0), N and E rounded up to 16
-->   16 floats a node   at 0      kernels 0 to 1   %2   q
-->   16 floats a node   at 16     kernels 0 to 1   %4   k
-->   24 floats a node   at 32     kernels 1 to 2   %24  y
--> %2   node [2,8]     q          stored: dear to make again
--> %4   node [2,8]     k          stored: read from other rows, or by a product
--> %24  node [24]      y          stored: read from other rows, or by a product
-->
--> ; program score: bytes(N, E, chunks) = 4 (0 N + 0 E + 1 chunks + 0), N and E rounded up to 16
-->    1 float  a chunk  at 0      kernels 0 to 1   pieces of kernel 0's sums over all rows
-->
