-- Batch norm over the rows of a step: its training program computes every row that is there.
model "norm"
local x = input.node { dim("features", 34), sparse = true }
local h = relu(nn.batch_norm(nn.gcn(x, { out = 8 }), {}))
local y = nn.gcn(h, { out = dim("classes", 4) })

output("logits", y)
loss(cross_entropy(y, target.class(4), { class_weight = "balanced" }))
graph { self_loops = "missing", symmetric = true }
train { epochs = 6, optimizer = adam { lr = 1e-2 } }
