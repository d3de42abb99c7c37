-- A sum over neighbours of sparse rows before a product that is wider than they are: it was refused, for there is
-- no dense row to sum.
model "sparse_sum_wide"
local x = input.node { 5, sparse = true }
local eps = param("eps", { 1 }, init.zeros)
local dropped = dropout(x, 0.5)
local h = relu(matmul((1 + eps) * dropped + sum_in(src(dropped)) / 4, param("W", { 5, 12 })))
local y = matmul(h, param("V", { 12, 4 })) + matmul(mean_in(src(x)), param("U", { 5, 4 }))
output("y", y)
loss(mse(y, target.value(4)))
