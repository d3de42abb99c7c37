-- What one condition leaves out and what another lets through: such selects cannot become one, as those of a single
-- condition do.
model "selects_of_two"
local x = input.node { 6 }
local a, b = matmul(x, param("A", { 6, 3 })), matmul(x, param("B", { 6, 3 }))
local y = select(relu(a), a, 0) + select(relu(b), 0, b)
output("y", y)
loss(mse(y, target.value(3)))
