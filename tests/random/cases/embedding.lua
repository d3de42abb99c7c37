-- Numbers of each row's own where features would stand, of nodes and of rows of another kind; rows of nodes twice over.
model "embedded"
local other = space "other"
local into = relation("into", { from = other, to = node })
local own = embedding(node, 6, { rows = 23 })
local more = embedding(node, 3, { name = "second", init = init.uniform(0.5) })
local theirs = embedding(other, 4, { rows = 7 })
local h = tanh(matmul(own, param("W", { 6, 5 })) + sum_in(src(matmul(dropout(more, 0.3), param("V", { 3, 5 })))) / 4)
local y = into.sum_in(into.src(theirs)) / 4
local logits = matmul(concat(h, y, own), param("Q", { 15, 3 }))
output("logits", logits)
output("theirs", tanh(theirs))
loss(cross_entropy(logits, target.class(3)))
