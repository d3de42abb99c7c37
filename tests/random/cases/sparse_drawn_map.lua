-- A sparse input that a draw meets inside a function: its entries are drawn one by one, in a block of its own, and what
-- the row declares after that must not land in there.
model "sparse_drawn_map"
local x = input.node { 40, sparse = true }
local a = param("a", {16})
local z = tanh(matmul(dropout(tanh(x), 0.5), param("W", { 40, 16 }))) * a
local s = sum_in(src(z)) + z
local y = matmul(tanh(s * matmul(dropout(tanh(x) , 0.3), param("Q", { 40, 16 }))), param("T", { 16, 3 })) / 4
output("y", y)
loss(mse(y, target.value(3)))
