-- Every function of c/lib/exp.h and c/lib/lanes_exp.h in one model, of one number and by lanes: test_exp.c compiles it
-- and reads them from its C.
model "functions"
local x = input.node { 4 }
local function all(z) return exp(z) + sigmoid(z) + elu(z, 1.5) + softplus(z) end
local function lanes(z) return exp(z) + sigmoid(z) + elu(z, 1.5) end
local y = all(x * param("W", { 4 }))
local wide = lanes(matmul(x, param("V", { 4, 8 })))
output("y", y)
output("wide", wide)
loss(mse(y, target.value(4)) + pool_sum(sum(square(wide))) / 8)
