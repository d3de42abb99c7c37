-- A parameter that meets edges only: its gradient is a sum over edges that no sum at a node goes with.
model "fold_of_edges"
local x = input.node { 6 }
local z = tanh(matmul(x, param("weight", { 6, 3 })))
local y = sum_in(exp(param("scale", { 3 }) * src(z) * param("other", { 3 })) * param("factor", { 3 }))
output("y", y)
loss(mse(y, target.value(3)))
