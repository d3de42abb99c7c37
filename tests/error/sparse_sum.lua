--! tests/error/sparse_sum.lua:6: sum_last needs every element of a sparse input
--!     local y = sum(x) * param("weight", { 1 })
--!   value  node [16]   input   tests/error/sparse_sum.lua:5
--!   hint: multiply it by a matrix first (nn.linear), or declare the input with sparse = false
local x = input.node { 16, sparse = true }
local y = sum(x) * param("weight", { 1 })
output("y", y)
loss(mse(y, target.value(1)))
