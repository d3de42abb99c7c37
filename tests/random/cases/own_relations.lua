-- Rows of another kind than nodes, relations into them, from them and beside the edges: pruned and whole.
model "own"
local other = space "other"
local into = relation("into", { from = other, to = node })
local back = relation("back", { from = node, to = other })
local kin = relation("kin", { from = node, to = node })
local x = input.node { 5 }
local y = input(other) { 3 }
local a = input(into) { 2 }
local W = param("W", {5, 2, 4})
local z = matmul(x, W)
local t = matmul(y, param("V", {3, 2, 4}))
local w = edge_softmax(leaky_relu(dot(into.src(t), into.dst(z)) + sum(a), 0.2))
local m = into.sum_in(w * into.src(t))
local o = tanh(back.sum_in(back.src(m)) + t)
local m2 = kin.sum_in(kin.src(flatten(z))) / 4 + mean_in(src(flatten(m)))
local h = tanh(m2 + into.max_in(into.src(flatten(o))))
local logits = matmul(h, param("U", {8, 3}))
output("logits", logits)
output("o", flatten(o))
inspect("att", w)
loss(cross_entropy(logits, target.class(3)))
