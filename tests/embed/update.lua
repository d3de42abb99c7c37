-- For updates: reverses are added and self loops are not, a maximum and a mean whose rows are not their own neighbours, a
-- constant sum over the lists, and an output that skips a layer beside one of two hops.
model "update"
local F, C = dim("features", 5), dim("classes", 3)

local x = input.node { F, sparse = false }
local h = relu(matmul(x, param("first", { F, 8 })))
local near = max_in(src(h)) * 0.5
local far = mean_in(src(matmul(near, param("second", { 8, C })))) + 0.01 * sum_in(src(mean_in(src(slice(h, 1, C)))))

output("logits", far + matmul(h, param("skip", { 8, C })))
output("near", near)
loss(cross_entropy(far, target.class(C)))
graph { symmetric = true }
