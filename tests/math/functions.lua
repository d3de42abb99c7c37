-- Every function of emit_math.c in one model: test_exp.c compiles it and reads them from its C.
model "functions"
local x = input.node { 4 }
local z = x * param("W", { 4 })
local y = exp(z) + sigmoid(z) + elu(z, 1.5) + softplus(z)
output("y", y)
loss(mse(y, target.value(4)))
