-- Pairs of rows as rows of their own: predicted from what both ends have, and summed back to them.
model "pairs"
local other = space "other"
local into = relation("into", { from = other, to = node })
local pair = links("pair", { from = other, to = node })
local same = links("same", { from = node, to = node })
local x = input.node { 5 }
local y = input(other) { 3 }
local h = tanh(matmul(x, param("W", { 5, 2, 4 })) + into.sum_in(into.src(matmul(y, param("V", { 3, 2, 4 })))) / 4)
local t = tanh(matmul(y, param("U", { 3, 2, 4 })))
local score = dot(pair.src(t), pair.dst(h))
local alike = sigmoid(dot(same.src(h), same.dst(h)))
local back = pair.sum_dst(score) / 4 + same.sum_src(alike) / 4
local o = pair.sum_src(score) / 4
local logits = matmul(tanh(concat(back, into.max_in(into.src(o)), flatten(h))), param("Q", { 12, 3 }))
output("logits", logits)
output("score", score)
output("o", o)
loss(cross_entropy(logits, target.class(3)) + op.sum_rows(sum(square(score))) / 16)
