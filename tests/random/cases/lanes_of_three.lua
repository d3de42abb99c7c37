-- Parameters of three dimensions, long enough for vectors: an operand without the last dimension is not the same in
-- all lanes of a flat loop.
model "lanes_of_three"
local w, u = param("W", { 32, 2, 9 }), param("U", { 16, 4, 1 })
local y = matmul(input.node { 3 }, param("A", { 3, 64 })) + 0.2 * flatten(dot(w, w))
local z = flatten(sum(tanh(param("V", { 16, 4, 8 }) * u)))
output("y", y)
loss(mse(tanh(y + z), target.value(64)))
