-- A maximum over edges of a b + c d, whose gradient goes to what is equal to it: a compiler that contracts to fma may
-- round a b in one kernel and c d in another, and a value made twice was equal to nothing (gcc -O2 -march=native).
model "equal_contracted"
local x = input.node { 8 }
local a, b = matmul(x, param("A", { 8, 8 })), matmul(x, param("B", { 8, 8 }))
local p = src(a) * dst(b)
local m = max_in(p + src(b) * dst(a))
output("m", m)
loss(mse(m + 0.1 * sum_in(sigmoid(p) * dst(m)), target.value(8)))
