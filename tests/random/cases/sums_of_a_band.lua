-- Two sums over all rows whose kernels, without fusion, go over a chunk one after another: each has pieces of its own.
model "sums_of_a_band"
local x = input.node { 17 }
local h = matmul(x, param("p", { 17, 7 }))
local z = matmul(x, param("q", { 17, 9 }))
local m = keep(h, 0.3) * 0.2
local a = op.outer(m, h) / 8
local b = op.sum_rows(m) / 8
local one = op.constant { num = 1, space = "node" }
local y = concat(flatten(a) * one, b * one, z + z * z)
output("y", matmul(tanh(y), param("w", { 65, 2 })))
loss(mse(matmul(tanh(y), param("w2", { 65, 2 })), target.value(2)))
