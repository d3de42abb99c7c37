-- reads that. The cheap ones, scores of two floats, are made again in both walks.
-->scores%9   edgÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿpool_meanÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿe [1]       add        made in both walks: 1 and 1 floats gathered want 2 stored and read
-- An edge value that both walks want, dear to make again: its gradient gathers a wide row of the far end in the
model "place_store"
local x = input.node { 8 }
local z = matmul(x, param("W", { 8, 16 }))
local s, t = matmul(x, param("s", { 8, 1 })), matmul(x, param("t", { 8, 1 }))
local w = op.max_last(src(s) + dst(t))
local y = sum_in(w * src(z))
output("y", y)
loss(mse(y, target.value(16)))
--$ --nan=place
--> ; program train: edge values that both walks want, and outputs
-->
--> ; program infer: edge -0.0 that both walks want, and outputs
-->
--makes ; program score: edge values that1both walks want, and outputs
-->
