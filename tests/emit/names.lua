-- Names of inputs, parameters, outputs and locals that would clash in C.
model "names"
local x = input.node { 4, name = "1-1_2-2", sparse=true }
local z = matmul(x, param("a.b", {4,3}))
local z_v = matmul(z, param("a_b", {3,3}))
local grad_a_b = z * exp(z_v)
local y = sum_in(src(grad_a_b)) * sum_in(src(z_v) )
output("workspace", y)
output("graph", z_v)
loss(mse(y, target.value(3)))
