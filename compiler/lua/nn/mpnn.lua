-- nn.mpnn: message passing neural networks, Gilmer et al. 2017, arXiv:1704.01212: the messages of a node's edges are
-- aggregated, and the node's own part is added,
--
--   y_i = agg_j M(h_i, h_j, e_ij) + W h_i + b,
--
-- with one of two messages (section 5):
--
--   message = "matrix"   A(e_ij) h_j, the edge network: A(e) is a matrix [out, in], a perceptron of the edge's features
--   message = "mlp"      W2 act(W1 [h_i, h_j, e_ij] + b1) + b2, the pair message
--
--   h node [in], edge [D]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations }; { sources } with message = "matrix", without root.
--
-- A(e) = sum_k g_k(e) M_k + M_0 with g = act(W1 e + b1). So A(e) h_j = sum_k g_k (M_k h_j) + M_0 h_j: the products
-- M_k h_j are made once a node, and no edge meets a matrix of in x out numbers. Likewise W2 follows a sum or mean of
-- the hidden vectors, once a node; only a maximum needs it at the edges.
--
--   NAME.edge.weight [hidden, D], NAME.edge.bias [hidden]      of g                      (matrix)
--   NAME.matrix [in, hidden, out], NAME.offset [in, out]       M_k and M_0               (matrix)
--   NAME.dst.weight, NAME.src.weight [hidden, in], NAME.edge.weight [hidden, D]   the parts of W1     (mlp)
--   NAME.hidden.bias [hidden], NAME.message.weight [out, hidden], NAME.message.bias [out]             (mlp)
--   NAME.root.weight [out, in], with root;  NAME.bias [out], with bias
local native = ...
local settings, check = native.settings, native.check

local made = 0      -- layers so far: mpnn1, mpnn2, ...

local rows = {
    { "out", native.REQUIRED, check.count }, { "hidden", 32, check.count }, native.over_row, { "edge", nil, check.edge },
    { "message", "matrix", check.one_of("matrix", "mlp") }, { "aggregate", "sum", check.one_of("sum", "mean", "max") },
    { "activation", nil, check.activation }, { "inner", relu, check.activation }, { "root", true, check.boolean },
    { "bias", true, check.boolean }, native.mask_row, { "name", nil, check.text },
}

-- A(e_ij) h_j: edge [out]
local function matrix_message(s, name, o)
    if not o.edge then native.fail("nn.mpnn: the edge network needs edge = the features of the edges") end
    local g = o.inner(nn.linear(o.edge, { name = name .. ".edge", out = o.hidden }))                -- edge [hidden]
    local h, r = s.src, o.over
    local M = param(name .. ".matrix", { h.width, o.hidden, o.out }, init.glorot)
    local M0 = param(name .. ".offset", { h.width, o.out }, init.glorot)
    local products = matmul(h, M)                                                              -- node [hidden, out]
    return sum_heads(g * r.src(products)) + r.src(matmul(h, M0))
end

-- act(W1 [h_i, h_j, e_ij] + b1): edge [hidden]
local function hidden_of(s, name, o)
    local h, r = native.want_destinations('nn.mpnn: message = "mlp"', s, o.over), o.over
    local function part(x, side) return nn.linear(x, { name = name .. side, out = o.hidden, bias = false }) end
    local hidden = r.dst(part(h, ".dst")) + r.src(part(s.src, ".src")) + param(name .. ".hidden.bias", { o.hidden }, init.zeros)
    if o.edge then hidden = hidden + part(o.edge, ".edge") end
    return o.inner(hidden)
end

function nn.mpnn(h, options)
    local o = settings("nn.mpnn", options, rows)
    local s = native.sides("nn.mpnn", h, o.over)
    made = made + 1
    local name = o.name or "mpnn" .. made
    local y
    if o.message == "matrix" then
        y = native.aggregators[o.aggregate](matrix_message(s, name, o), o.mask, o.over)
    else
        y = native.aggregate_linear(name .. ".message", hidden_of(s, name, o), o.aggregate, o.mask, o.over, o.out)
    end
    local own = o.root and native.want_destinations("nn.mpnn: root = true", s, o.over)
    if o.root then y = y + nn.linear(own, { name = name .. ".root", out = o.out, bias = false }) end
    return native.finish(y, name, o)
end
