-- An edge value that is an output is kept by the walk over incoming edges, in inspect only; the other programs
-- make it in place.
model "place_output"
local x = input.node { 4 }
local z = matmul(x, param("W", { 4, 3 }))
local w = edge_softmax(sum(tanh(src(z) + dst(z))))
inspect("attention", w)
local y = sum_in(w * src(z))
output("y", y)
loss(mse(y, target.value(3)))
--$ --dump=place
--> ; program train: edge values that both walks want, and outputs
--> %5   edge [3]       add        made in both walks: 3 and 3 floats gathered against 6 stored and read
--> %6   edge [3]       tanh       made in both walks: 3 and 3 floats gathered against 6 stored and read
--> %7   edge [1]       sum_last   made in both walks: 3 and 3 floats gathered against 2 stored and read
--> %10  edge [1]       sub        made in both walks: 3 and 4 floats gathered against 2 stored and read
--> %11  edge [1]       exp        made in both walks: 3 and 4 floats gathered against 2 stored and read
--> %49  edge [1]       mul        stored, 1 an edge: the walk over incoming edges gathers 3 floats for it, the other would gather 8
--> %50  edge [3]       square     made in both walks: 0 and 3 floats gathered against 6 stored and read
--> %51  edge [3]       sub        made in both walks: 0 and 3 floats gathered against 6 stored and read
--> %52  edge [3]       mul        made in both walks: 3 and 8 floats gathered against 6 stored and read
-->
--> ; program infer: edge values that both walks want, and outputs
-->
--> ; program score: edge values that both walks want, and outputs
-->
--> ; program inspect: edge values that both walks want, and outputs
--> %18  edge [1]       w          an output
