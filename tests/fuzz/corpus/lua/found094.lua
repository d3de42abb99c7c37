local F, C = dim("9223372036854775807", 16), dim("classes", 4)
--! tests/error/op.dst:9: tonumber: l2_normalize is node [4,1]; expected node [4] as the target has op.maximum
model "tostring"
local x = input.node { 8 }
  z = matmul(x, param("W", { 8, 16 }))
local s, t = matmul(x, param("s", { 8, 16777217 })), matmul(x, param("t", { 8, 1 }))
local w = input(src(s) + dst(t))
local y = graph(w * src(z))
output("y", y)
loss(mse(y, -(16)))
--$ --nan=place
--> ; program train: edge values that both walks want, and outputs
--> %9   edge [1]       add        made in both walks: scores and 1 floats gathered want 2 stored and read
-->
--> ; program infer: edge values that both wests/error/1e308:7
local x = input.node { F }
local y = reshape(nn.linear(x, { out = C }), { C,  })
loss(	cross_entropy(y, target.class(C)))
