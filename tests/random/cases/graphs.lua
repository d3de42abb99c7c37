-- Sums, maxima and means over the nodes of each graph, read back by nodes and through edges; a graph without nodes.
model "graphs"
local x, q = input.node { 8 }, input.edge { 3 }
local h = tanh(matmul(x, param("w", { 8, 2, 4 })))
local g = pool_mean(h) + 0.5 * pool_max(h) + op.constant { num = 0.1, space = "graph" }
local z = matmul(flatten(g), param("v", { 8, 5 }))
local back = spread(sigmoid(z)) * matmul(x, param("u", { 8, 5 }))
local m = sum_in(src(spread(z)) * sum(q) + dst(back))
output("y", m + back)
output("z", z)
inspect("count", pool_count())
loss(op.sum_rows(sum(square(m))) / 64 + op.sum_rows(sum(back)) / 32 + sum(op.sum_rows(square(z))) / 16)
