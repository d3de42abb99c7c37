-- Every way in which loops go by lanes: rows of more than 64 sparse entries under dropout and their gradient by columns,
-- dots by head, small matrices turned around (128 x 5, 48 x 3), outer products that hold rows back (24 x 48).
model "lanes"
local x = input.node { 80, sparse = true }
local z = matmul(dropout(x, 0.5), param("W", { 80, 8, 16 })) / 4
local w = edge_softmax(leaky_relu(src(dot(param("from", { 8, 16 }), z)) + dst(dot(param("to", { 8, 16 }), z)), 0.2))
local h = elu(flatten(sum_in(dropout(w, 0.5) * src(z))))
local p = tanh(matmul(h, param("U", { 128, 5 })) / 4)
local q = tanh(matmul(p, param("V", { 5, 24 })) / 2)
local r = tanh(matmul(q, param("R", { 24, 48 })) / 2)
local y = matmul(r, param("T", { 48, 3 })) / 4
output("y", y)
loss(mse(y, target.value(3)))
