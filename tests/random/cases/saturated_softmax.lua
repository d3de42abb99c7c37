-- Scores of 1e4 squared: a softmax that is 1 at one edge. Its gradient is what is left of two dots that are equal on paper,
-- noise under contraction; it stays within what rounding alone does.
model "saturated_softmax"
local v = {}
v[0] = input.node { 6 }
v[1] = param("l.w", { 6, 3 }, init.zeros)
v[2] = matmul(v[0], v[1])
v[3] = param("l.b", { 3 }, init.zeros)
v[4] = v[2] + v[3]
v[5] = 10000
v[6] = v[4] * v[5]
v[7] = src(v[6])
v[8] = dst(v[6])
v[9] = v[7] * v[8]
v[10] = sum(v[9])
v[11] = 0.1
v[12] = v[10] * v[11]
v[13] = edge_softmax(v[12])
v[14] = param("k.w", { 6, 3 }, init.zeros)
v[15] = matmul(v[0], v[14])
v[16] = param("k.b", { 3 }, init.zeros)
v[17] = v[15] + v[16]
v[18] = src(v[17])
v[19] = v[13] * v[18]
v[20] = sum_in(v[19])
output("y", v[20])
v[21] = target.class(3)
v[22] = cross_entropy(v[20], v[21], {  })
loss(v[22])
graph { self_loops = false, symmetric = false }
train { epochs = 5, optimizer = adam { lr = 0.01 } }
