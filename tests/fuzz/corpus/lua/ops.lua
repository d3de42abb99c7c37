local x = input.node { 6 }
local h = reshape(x, { 2, 3 })
local s = concat(sum_heads(h) * param("w", { 3 }), mean(h), slice(x, 1, 2)) ^ 3
local m = maximum(clamp(s, -1, 1), softplus(s)) / (1 + abs(s)) + select(s, exp(-s), sqrt(square(s) + 1))
local k = keep(m, 0.3) * layer_norm(m) + l2_normalize(gelu(m)) + equal(m, 0) + op.iota { shape = { m.width } }
local g = max_in(src(k) - dst(k)) + degree() + detach(sigmoid(k)) * log(recip(1 + square(k)))
output("y", sum(g))
loss(mse(sum(g), target.value(1)))
