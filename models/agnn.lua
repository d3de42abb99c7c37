-- The attention-based network of Thekumparampil et al. 2018, arXiv:1803.03735: a linear layer, then propagation by
-- cosines with one number as parameter, written here from primitives.
-- Expected on Cora's public split: 82.2 +- 0.7 % of the test nodes (the paper: 83.1 +- 0.1 %).
-- not in generated/
model "agnn"
local F, C = dim("features", 1433), dim("classes", 7)   -- Cora's; -D or --data override

local function propagate(name, h)
    local beta = param(name .. ".beta", { 1 }, init.ones)
    local unit = l2_normalize(h)                                        -- node [dim]
    local w = edge_softmax(beta * dot(dst(unit), src(unit)))            -- edge [1]
    inspect(name .. ".attention", w)
    return sum_in(w * src(h))
end

local x = input.node { F, sparse = true, normalize = "l1" }
local h = relu(nn.linear(dropout(x, 0.5), { out = 32 }))
h = propagate("prop2", propagate("prop1", h))
local y = nn.linear(dropout(h, 0.5), { out = C })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 500, patience = 100, optimizer = adam { lr = 1e-2, weight_decay = 1e-3 } }
