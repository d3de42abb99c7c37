-- A program that is pruned, in a model that goes along a node's graph only as written: nothing is left out of the graph.
model "graph_unread"
local x = input.node { 4 }
local h = nn.gat(x, { heads = 2, out = 3, activation = elu })
local unread = concat(h, spread(pool_mean(x)))
output("y", h)
loss(huber(h, target.value(6), { delta = 0.4 }))
