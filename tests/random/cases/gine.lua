-- Messages of what edges say, relu(h_j + e_ij), over the graph's edges, and over a relation between two spaces with and
-- without rows of the destinations.
local other = space "other"
local into = relation("into", { from = other, to = node })
local x, e = input.node { 5 }, input.edge { 3 }
local y, q = input(other) { 4 }, input(into) { 2 }
local h = nn.gine(x, { out = 4, edge = e, train_eps = true, norm = "layer", activation = tanh })
h = nn.gine({ y, h }, { over = into, out = 4, edge = q, eps = 0.5, activation = tanh })
h = h + nn.gine({ y }, { over = into, out = 4, hidden = 6, edge = nn.embedding(q, { out = 4 }), dropout = 0.3 }) / 4
local logits = nn.linear(h, { out = 3 })
output("logits", logits)
loss(cross_entropy(logits, target.class(3)))
