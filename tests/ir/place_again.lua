-- An edge value that is cheap to make from one that is stored anyway is not stored beside it: both walks want the
-- softmax's exp, which gathers wide rows, and the weight after dropout, which is a product of it.
model "place_again"
local x = input.node { 16 }
local q, k = matmul(x, param("Q", { 16, 12 })), matmul(x, param("K", { 16, 12 }))
local v = matmul(x, param("V", { 16, 12 }))
local w = edge_softmax(dot(dst(q), src(k)))
output("y", k)
loss(pool_sum(sum(square(sum_in(dropout(w, 0.5) * src(v))))))
--$ --dump=place
--> ; program train: edge values that both walks want, and outputs
--> %14  edge [1]       exp        stored, 1 an edge: the walk over incoming edges gathers 12 floats for it, the other would gather 13
--> %22  edge [1]       mul        made in both walks: 0 and 0 floats gathered, given what else is stored
--> %48  edge [1]       mul        stored, 1 an edge: the walk over outgoing edges gathers 1 floats for it, the other would gather 24
-->
--> ; program infer: edge values that both walks want, and outputs
-->
--> ; program score: edge values that both walks want, and outputs
-->
