-- An edge value that both walks want, dear to make again: its gradient gathers a wide row of the far end in the
-- walk over incoming edges, so the walk over outgoing edges makes it, stores one float an edge, and the other
-- reads that. The cheap ones, scores of two floats, are made again in both walks.
model "place_store"
local x = input.node { 8 }
local z = matmul(x, param("W", { 8, 16 }))
local s, t = matmul(x, param("s", { 8, 1 })), matmul(x, param("t", { 8, 1 }))
local w = sigmoid(src(s) + dst(t))
local y = sum_in(w * src(z))
output("y", y)
loss(mse(y, target.value(16)))
--$ --dump=place
--> ; program train: edge values that both walks want, and outputs
--> %9   edge [1]       add        made in both walks: 1 and 1 floats gathered against 2 stored and read
--> %10  edge [1]       w          made in both walks: 1 and 1 floats gathered against 2 stored and read
--> %36  edge [1]       mul        stored, 1 an edge: the walk over outgoing edges gathers 0 floats for it, the other would gather 17
-->
--> ; program infer: edge values that both walks want, and outputs
-->
--> ; program score: edge values that both walks want, and outputs
-->
