-- Two parts of one matrix, each of which a kernel turns around, for their rows fill no lanes and their columns do.
model "parts_of_matrix"
local x = input.node { 6 }
local a, b = tanh(matmul(x, param("A", { 6, 8 }))), tanh(matmul(x, param("B", { 6, 8 })))
local W = param("W", { 16, 3 })
local function rows(first) return reshape(slice(flatten(W), first * 3, 8 * 3), { 8, 3 }) end
local y = matmul(a, rows(0)) + matmul(b, rows(8))
output("y", y)
loss(mse(y, target.value(3)))
