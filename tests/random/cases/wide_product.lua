-- More weights than a row's own loop takes, and its rows are gathered: a product by chunks whose result is stored, and one
-- with the matrix transposed in backward.
model "wide_product"
local x = input.node { 65, sparse = false }
local h = tanh(matmul(x, param("first", { 65, 65 })) / 2)
local z = matmul(h, param("weight", { 65, 128 }))
local y = sum(reshape(sum_in(src(z)) / 8, { 4, 32 }))
output("y", y)
loss(mse(y, target.value(4)))
