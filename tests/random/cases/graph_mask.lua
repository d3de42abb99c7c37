-- A mask of graph rows that nodes read: no kernel goes over graphs, but the nodes' lists are read.
model "graph_mask"
local x = input.node { 4 }
local row = param("row", { 3, 5 }) * op.constant { num = 0.5, space = "graph" }
local h = concat(spread(flatten(keep(row, 0.3))), x)
local y = matmul(tanh(h), param("w", { 19, 5 }))
output("y", y)
loss(cross_entropy(y, target.class(5)))
