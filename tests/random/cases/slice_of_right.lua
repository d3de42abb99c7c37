-- A slice that begins inside the right part of a concatenation.
model "slice_of_right"
local x = input.node { 6 }
local a, b = tanh(matmul(x, param("A", { 6, 3 }))), matmul(x, param("B", { 6, 5 }))
local y = slice(concat(a, b), 5, 2)
output("y", y)
loss(mse(y, target.value(2)))
