-- The mixed attention of SuperGAT, Kim and Oh 2021, arXiv:2204.04879, section 3: GAT's score, scaled by how
-- likely a dot product finds the edge. Written here from primitives; the paper's second loss, over
-- edges drawn at random that are not there, is left out.
-- Expected on Cora's public split: 82.0 +- 0.8 % of the test nodes (the paper, with that loss: 84.3 %).
-- not in generated/
model "supergat"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local function supergat(name, h, heads, out)
    local z = matmul(h, param(name .. ".weight", { h.width, heads, out }))     -- node [heads, out]
    local a = param(name .. ".attention", { heads, 2 * out })
    local go = dot(a, concat(dst(z), src(z)))                                   -- e_GO             edge [heads]
    local dp = dot(dst(z), src(z))                                              -- e_DP             edge [heads]
    local e = leaky_relu(go * sigmoid(dp), 0.2)                                 -- e_MX             edge [heads]
    local w = dropout(edge_softmax(e), 0.6)
    inspect(name .. ".attention_weights", w)
    return sum_in(w * src(z))
end

local x = input.node { F, sparse = true, normalize = "l1" }
local h = elu(flatten(supergat("first", dropout(x, 0.6), 8, 8)))
local y = flatten(supergat("second", dropout(h, 0.6), 1, C))

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 500, patience = 100, optimizer = adam { lr = 5e-3, weight_decay = 5e-4 } }
