-- A softmax over the edges of two relations together, with scores of -300 in one. Rows that only those reach stand at a kink
-- of equal(total, 0), so of them bits alone are compared.
model "softmax_of_several"
local likes = relation("likes", { from = node, to = node })
local x = input.node { 4 }
local z = matmul(x, param("w", { 4, 3 }))
local a = edge_softmax { dot(src(z), dst(z)) - 300, likes.src(sum(z)) + likes.dst(mean(z)) }
local y = sum_in(a[1] * src(z)) + likes.sum_in(a[2] * likes.src(z))
output("y", y)
loss(cross_entropy(y, target.class(3)))
