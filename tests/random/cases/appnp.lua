-- Hops that are one function with several bindings: predictions that are propagated, Gasteiger et al. 2019,
-- arXiv:1810.05997, equation (5), with dropped edges. The first hop binds one buffer twice and the last an output.
model "appnp"
local F, C = dim("features", 6), dim("classes", 7)
local HOPS, ALPHA = 10, 0.1

local x = input.node { F, sparse = true, normalize = "l1" }
local h = nn.linear(dropout(x, 0.5), { name = "lin1", out = 16, activation = relu })
local first = nn.linear(dropout(h, 0.5), { name = "lin2", out = C })
local r = recip(sqrt(maximum(degree(), 1)))
local z = first
for _ = 1, HOPS do
    z = (1 - ALPHA) * sum_in(dropout(dst(r) * src(r), 0.5) * src(z)) + ALPHA * first
end

output("logits", z)
loss(cross_entropy(z, target.class(C)))
graph { self_loops = true }
