-- nn.gin: graph isomorphism network, Xu et al. 2019, arXiv:1810.00826, equation (4.1), with a perceptron
-- of two layers.
--
--   h node [in]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations } of one width, or { sources }, whose sum is all.
--
-- Parameters, named and stored as in PyG's GINConv over Sequential(Linear, ReLU, Linear):
--
--   NAME.eps          [1]              with train_eps
--   NAME.nn.0.weight  [hidden, in]     in memory [in, hidden];  NAME.nn.0.bias [hidden]
--   NAME.nn.2.weight  [out, hidden]    in memory [hidden, out]; NAME.nn.2.bias [out]
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "hidden", nil, check.count }, { "eps", 0, check.number },
    native.over_row, { "train_eps", false, check.boolean }, { "dropout", 0, check.probability }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

function nn.gin(h, options)
    local o = native.settings("nn.gin", options, rows)
    local s, r = native.sides("nn.gin", h, o.over), o.over
    local name = native.layer_name(o.name)
    local eps = o.train_eps and param(name .. ".eps", { 1 }, init.constant(o.eps)) or o.eps
    local m = s.dst and (1 + eps) * s.dst + r.sum_in(r.src(s.src)) or r.sum_in(r.src(s.src))  -- (4.1)    node [in]
    local hidden = relu(native.project(name .. ".nn.0", m, true, o.hidden or o.out))
    local y = native.project(name .. ".nn.2", dropout(hidden, o.dropout), true, o.out)
    return o.activation and o.activation(y) or y
end
