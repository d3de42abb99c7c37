-- Functions that libm has for one number only, in loops over a multiple of eight features: each must keep the loop
-- from going by lanes, alone and between operators that would let it.
model "lanes_of_functions"
local x = input.node { 8 }
local h = matmul(x, param("W", { 8, 16 }))
local a = log(abs(h) + 1) * 2 + sqrt(square(h) + 1)
local b = tanh(h) + erf(h) * softplus(h)
output("y", sum_in(src(a) * dst(b)) + abs(b))
loss(pool_sum(square(op.sum_last(sum_in(src(a) * dst(b)) + b))) / 8)
