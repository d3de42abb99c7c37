-- All that could differ between machines in one model: products that are kernels of their own, sums over features by eight
-- lanes and by single ones, normal deviates, e^x, logarithms, tanh and erf, dropout, dense features.
model "wide"
local F, C = dim("features", 128), dim("classes", 5)

local x = input.node { F }
local w = param("first.weight", { F, 136 }, init.normal(0.08))
local h = tanh(dropout(matmul(x, w), 0.4))
local q = param("second.weight", { 136, 96 })
local s = matmul(h, q)
local z = s * (1 + erf(s / math.sqrt(2))) / 2
local score = softplus(sum(src(z) * dst(z)) / 96)
local y = sum_in(edge_softmax(score) * src(matmul(z, param("third.weight", { 96, C }))))

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 50, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
