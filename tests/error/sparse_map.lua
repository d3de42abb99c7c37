--! tests/error/sparse_map.lua:6: exp needs every element of a sparse input
--!     local y = matmul(exp(x), param("weight", { 16, 3 }))
--!   value  node [16]   input   tests/error/sparse_map.lua:5
--!   hint: multiply it by a matrix first (nn.linear), or declare the input with sparse = false
local x = input.node { 16, sparse = true }
local y = matmul(exp(x), param("weight", { 16, 3 }))
output("y", y)
loss(mse(y, target.value(3)))
