-- Columns side by side, in rows long enough for vectors: what is next to each other in one is not in the other. The
-- gradient of a slice is such a concatenation too.
model "concat_of_columns"
local w, u = param("W", { 8, 3 }), param("U", { 8, 1 })
local a = matmul(input.node { 4 }, param("A", { 4, 8, 1 }))
local s = slice(w * op.constant { num = 0.5, space = "node" }, 1, 2)
local y = matmul(tanh(flatten(concat(a * u, s))), param("B", { 24, 3 }))
local z = sum(flatten(slice(concat(param("T", { 4, 4, 1 }), param("V", { 4, 4, 2 })), 0, 2)))
output("y", y)
loss(mse(y + 0.1 * z, target.value(3)))
