-- Rows that together are too wide for the stack: the widest lie in the workspace, a place for each chunk, and begin as
-- zeros where edges are summed into them.
model "wide_rows"
local x = input.node { 5 }
local h = matmul(x, param("p", { 5, 600 })) / 2
local n = sum_in(src(h)) / 8
local a = tanh(h + n)
local b = sigmoid(a) + h
local c = exp(-square(b)) * a
local d = tanh(c + a) * b
local e = d * c + n
local s = e / (1 + sum(square(e)))
local y = concat(sum(s), sum(s * d), sum(s * c), sum(s * a)) + param("q", { 4 })
output("y", y)
loss(mse(y, target.value(4)))
