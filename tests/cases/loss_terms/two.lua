model "two"
local C = dim("classes", 4)
local x = input.node { dim("features", 34), sparse = false }
local W = param("W", { x.dim, C })
local y = matmul(mean_in(src(x)) + x, W)

output("logits", y)
loss { class = cross_entropy(y, target.class(C)), size = 0.01 * sum(flatten(square(W))) }
train { epochs = 3 }
