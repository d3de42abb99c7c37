-- One sparse feature, scaled: the scale may leave the product, the feature may not.
model "sparse_column"
local x = input.node { 1, sparse = true }
local y = matmul(tanh(x) * 0.7, param("W", { 1, 1 })) + matmul(x, param("V", { 1, 1 }))
output("y", y)
loss(mse(y, target.value(1)))
