-- The gradients of a row [1, 5] and of a column [5, 1] are made in one loop: what the column's read of a slice was where the row's
-- first element stands.
model "rows_and_columns"
local x = input.node { 5 }
local heads = param("heads", { 13, 5 })
local column = param("column", { 5, 1 })
local moved = x - column
local twice = concat(column, column)
local row = op.sum_heads(heads) * 0.154
local one = op.constant { num = 1, space = "node" }
local all = concat(flatten(row) * one, flatten(twice) * one, flatten(moved))
local y = matmul(tanh(all), param("weight", { 20, 7 }))
output("y", y)
loss(cross_entropy(y, target.class(7)))
