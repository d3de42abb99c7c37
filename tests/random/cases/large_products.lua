-- Products with more weights than a row's own loop takes, of what has no rows of its own in memory: a slice, an expansion,
-- a constant, a matrix that is a constant, and an edge's row. A call would read other floats than these. One over all rows
-- that inference makes, which has no runtime to call; and one of which an output is a part.
model "large_products"
local x = input.node { 12 }
local h = tanh(matmul(x, param("first", { 12, 110 })) / 3)
local sliced = matmul(slice(h, 7, 100), param("slice", { 100, 90 }))
local expanded = matmul(reshape(op.expand(reshape(slice(h, 0, 5), { 5, 1 }), { shape = { 5, 20 } }), { 100 }),
    param("expansion", { 100, 90 }))
local constant = matmul(op.constant { num = 0.1, space = "node", shape = { 100 } }, param("constant", { 100, 90 }))
local fixed = matmul(h, op.constant { num = 0.01, space = "param", shape = { 110, 90 } })
local edges = sum_in(tanh(matmul(src(slice(h, 3, 100)), param("edge", { 100, 90 })) / 5)) / 8
local y = matmul(tanh((sliced + expanded + constant + fixed + edges) / 10), param("last", { 90, 3 }))
output("y", y)
output("part", slice(matmul(h, param("whole", { 110, 90 })), 5, 3))
output("moments", matmul(h, op.outer(h, tanh(sliced)) / 500))
loss(mse(y, target.value(3)))
