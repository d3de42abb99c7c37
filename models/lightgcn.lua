-- LightGCN (He et al. 2020, arXiv:2002.02126): users and items are embeddings, spread along what users chose without weights
-- or activations, e_u = sum_i e_i / sqrt(d_u d_i) over the items of u and likewise back, and averaged over the layers; a pair's
-- score is a dot product, learned by its order (BPR, Rendle et al. 2009).
-- The .npz holds user.num_nodes, item.num_nodes and user__chose__item.edge_index; --split links:80/10/10 holds choices back.
-- Expected: above chance on any data; no published data set is at hand (models/README.md).
-- not in generated/
model "lightgcn"
local user, item = space "user", space "item"
local chose = relation("chose", { from = user, to = item })
local link = links("link", { from = user, to = item })
local layers = 3

local function inverse_root(d) return select(d, recip(sqrt(maximum(d, 1))), 0) end
local to_user, to_item = inverse_root(degree(reversed(chose))), inverse_root(degree(chose))

local u = embedding(user, 64, { rows = 943, init = init.normal(0.1) })          -- where no --data says how many
local i = embedding(item, 64, { rows = 1682, init = init.normal(0.1) })
local all_u, all_i = u, i
for _ = 1, layers do
    u, i = to_user * chose.sum_out(chose.dst(to_item * i)), to_item * chose.sum_in(chose.src(to_user * u))
    all_u, all_i = all_u + u, all_i + i
end
local y = nn.inner({ all_u / (layers + 1), all_i / (layers + 1) }, { over = link })

output("logits", y)
loss(bpr(y, target(link).value(1)))
train { epochs = 200, patience = 50, metric = "ndcg@10", optimizer = adam { lr = 0.01, weight_decay = 1e-5 } }
