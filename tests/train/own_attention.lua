-- An attention that is in no library: a node listens to those whose key lies near its query,
-- and each neighbour says, by a gate of its own, how much of it may be heard.
model "own_attention"
local F, C = dim("features", 34), dim("classes", 4)

--   e_ij = -t |q_i - k_j|^2        t = softplus(temperature) > 0, one for each head
--   w_ij = softmax_j(e_ij) * sigmoid(g . v_j + b)
--   y_i  = sum_j w_ij v_j + R h_i
local function near_and_open(name, h, heads, out)
    local q = matmul(h, param(name .. ".query", { h.width, heads, out }))
    local k = matmul(h, param(name .. ".key", { h.width, heads, out }))
    local v = matmul(h, param(name .. ".value", { h.width, heads, out }))
    local t = softplus(param(name .. ".temperature", { heads }, init.zeros))
    local g = param(name .. ".gate", { heads, out }, init.normal(0.3))
    local b = param(name .. ".gate_bias", { heads }, init.ones)

    local e = -t * sum(square(dst(q) - src(k)))
    local open = sigmoid(dot(g, src(v)) + b)
    local w = edge_softmax(e) * open
    inspect(name .. ".attention", w)
    local m = flatten(sum_in(dropout(w, 0.2) * src(v)))
    return m + matmul(h, param(name .. ".root", { h.width, heads * out }))
end

local x = input.node { F }
local h = tanh(near_and_open("first", dropout(x, 0.3), 2, 8))
local y = nn.linear(near_and_open("second", h, 2, 4), { name = "classify", out = C })

output("logits", y)
loss(cross_entropy(y, target.class(C)))
graph { self_loops = true }
train { epochs = 120, optimizer = adam { lr = 0.02, weight_decay = 1e-3 } }
