-- Products of values from both ends of an edge that two rules group differently, round after round.
model "regrouped_products"
local v1 = input.node { 1, sparse = true }
local v2 = param("p0", { 1, 1, 1 })
local v3 = matmul(v1, v2)
local v4 = param("p1", { 1, 3, 5 })
local v5 = matmul(v1, v4)
local v6 = v5 * v3
local v7 = src(v5)
local v8 = src(v3)
local v9 = v8 * v7
local v10 = src(v3)
local v11 = mean_heads(v9)
local v12 = src(v5) * dst(v6)
local v13 = src(v3) + dst(v5)
local v14 = v11 / (square(v10) + 0.5)
local v15 = slice(v14, 0, 1)
local v16 = v12 * v10
local v17 = edge_softmax(leaky_relu(dot(src(v5), dst(v5)), 0.2))
local v18 = sum_in(v17 * src(v5))
local v19 = v8 - v12
local v20 = mean(v17)
local v21 = log(square(v16) + 0.5)
local v22 = sum_in(v20) / 4
local v23 = concat(flatten(v22), sum_in(flatten(v21)) / 4, sum_in(flatten(v19)) / 4, flatten(v18), sum_in(flatten(v15)) / 4, sum_in(flatten(v13)) / 4)
local v24 = param("p2", { 66, 1 })
local v25 = matmul(tanh(v23), v24)
output("y", v25)
loss(mse(v25, target.value(1)))
