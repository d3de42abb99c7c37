-- Gradients of products of a sparse input, with and without dropout, whose rows are all the same number: a column is summed
-- without naming the row of an entry. So is a product with a constant matrix, without naming the column.
model "sparse_same_rows"
local x = input.node { 6, sparse = true }
local dropped = matmul(dropout(x, 0.5), param("dropped", { 6, 17 }))
local plain = matmul(x, param("plain", { 6, 5 }))
local fixed = matmul(dropout(x, 0.5), op.constant { num = 0.3, space = "param", shape = { 6, 4 } }) +
    matmul(x, op.constant { num = 0.2, space = "param", shape = { 6, 4 } })
local y = matmul(tanh(fixed), param("last", { 4, 3 }))
output("y", y)
loss(mse(y, target.value(3)) + 0.1 * sum(pool_sum(dropped)) + 0.1 * sum(pool_sum(plain)))
