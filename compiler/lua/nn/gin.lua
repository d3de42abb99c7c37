-- nn.gin: graph isomorphism network, Xu et al. 2019, arXiv:1810.00826, equation (4.1), with a perceptron
-- of two layers. nn.gine: the same where edges say something, Hu et al. 2020, arXiv:1905.12265, as PyG's GINEConv.
--
--   h node [in], with nn.gine edge [D]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations } of one width, or { sources }, whose sum is all.
--
-- Parameters, named and stored as in PyG's GINConv and GINEConv over Sequential(Linear, ReLU, Linear):
--
--   NAME.eps          [1]              with train_eps
--   NAME.nn.0.weight  [hidden, in]     in memory [in, hidden];  NAME.nn.0.bias [hidden]
--   NAME.nn.2.weight  [out, hidden]    in memory [hidden, out]; NAME.nn.2.bias [out]
--   NAME.lin.weight   [in, D]          in memory [D, in]; NAME.lin.bias [in]: nn.gine, where D is not in
--
-- With norm, as over Sequential(Linear, BatchNorm1d, ReLU, Linear): NAME.nn.1.*, and the second layer is NAME.nn.3.
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "hidden", nil, check.count }, { "eps", 0, check.number },
    native.over_row, { "train_eps", false, check.boolean }, { "norm", nil, check.norm }, { "dropout", 0, check.probability },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

local function with_edge()
    local all = { { "edge", native.REQUIRED, check.edge } }
    for i, row in ipairs(rows) do table.insert(all, i, row) end
    return all
end

-- Of the sum over a node's neighbours, node [in], and the node's own row.
local function finish(neighbours, own, name, o)
    local eps = o.train_eps and param(name .. ".eps", { 1 }, init.constant(o.eps)) or o.eps
    local m = own and (1 + eps) * own + neighbours or neighbours                                -- (4.1)    node [in]
    local y = native.sequential(name .. ".nn", m, { o.hidden or o.out }, o.out, o)
    return o.activation and o.activation(y) or y
end

function nn.gin(h, options)
    local o = native.settings("nn.gin", options, rows)
    local s, r = native.sides("nn.gin", h, o.over), o.over
    return finish(r.sum_in(r.src(s.src)), s.dst, native.layer_name(o.name), o)
end

--   m_i = (1 + eps) h_i + sum_j relu(h_j + e_ij)
function nn.gine(h, options)
    local o = native.settings("nn.gine", options, with_edge())
    local s, r = native.sides("nn.gine", h, o.over), o.over
    local name, e = native.layer_name(o.name), o.edge
    if e.width ~= s.src.width then e = native.project(name .. ".lin", e, true, s.src.width) end
    return finish(r.sum_in(relu(r.src(s.src) + e)), s.dst, name, o)
end
