-- Parameters of three dimensions, repeated along the middle one and along the first two.
model "middle_repeated"
local x = input.node { 5 }
local whole, middle, first = param("W", { 5, 4, 2 }), param("M", { 5, 1, 2 }), param("F", { 1, 1, 2 })
local y = matmul(x, whole * middle - first)
local z = matmul(x, square(whole - middle * first) + middle)
output("y", flatten(y))
loss(mse(flatten(tanh(y + z)), target.value(8)))
