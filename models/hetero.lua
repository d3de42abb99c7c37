-- Authors, papers, who wrote what and what cites what: a layer of mean messages along each relation (GraphSAGE's, Hamilton
-- et al. 2017, as heterogeneous graphs have it, Schlichtkrull et al. 2018, arXiv:1703.06103), summed where they meet, and
-- the topic of each paper. The .npz holds author.x, paper.x, paper.y, paper.train_mask, ... and an edge_index for each of
-- author__writes__paper, paper__written_by__author, paper__cites__paper: runtime/data.md says how to write it.
-- not in generated/
model "hetero"
local author, paper = space "author", space "paper"
local writes = relation("writes", { from = author, to = paper })
local written_by = relation("written_by", { from = paper, to = author })
local cites = relation("cites", { from = paper, to = paper })

local a = input(author) { dim("author.features", 334) }
local p = input(paper) { dim("paper.features", 4231) }
local C = dim("paper.classes", 4)

local function dense(x, out) return nn.linear(dropout(x, 0.5), { out = out }) end

local ha, hp = relu(dense(a, 64)), relu(dense(p, 64))
local from_authors, from_papers = mean_in(writes.src(ha)), mean_in(cites.src(hp))       -- paper [64]
local from_works = mean_in(written_by.src(hp))                                          -- author [64]
ha = relu(dense(ha, 64) + dense(from_works, 64))
hp = relu(dense(hp, 64) + dense(from_authors, 64) + dense(from_papers, 64) + dense(mean_in(writes.src(ha)), 64))
local logits = dense(hp, C)

output("logits", logits)
loss(cross_entropy(logits, target(paper).class(C)))
train { epochs = 200, patience = 50, optimizer = adam { lr = 5e-3, weight_decay = 1e-3 } }
