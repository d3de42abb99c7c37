-- nn.edge_conv: dynamic graph CNN, Wang et al. 2018, arXiv:1801.07829, equation (8), on the graph as it is, as PyG's EdgeConv:
--
--   y_i = agg_j nn [h_i, h_j - h_i],   nn = a linear layer, an activation, a linear layer
--
--   h node [in]  ->  node [out]
--
-- The first layer is W1 h_i + W2 (h_j - h_i) = (W1 - W2) h_i + W2 h_j: two products a node and none an edge.
--
-- Over a relation between two spaces h is { sources, destinations } of one width.
--
-- Parameters, named and stored as in PyG's EdgeConv over Sequential(Linear, ReLU, Linear):
--
--   NAME.nn.0.weight  [hidden, 2 in]     in memory [2 in, hidden];  NAME.nn.0.bias [hidden]
--   NAME.nn.2.weight  [out, hidden]      in memory [hidden, out];   NAME.nn.2.bias [out]
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "hidden", nil, check.count },
    { "aggregate", "max", check.one_of("sum", "mean", "max") }, { "inner", relu, check.activation }, native.over_row,
    native.mask_row, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.edge_conv(h, options)
    local o = native.settings("nn.edge_conv", options, rows)
    local s, r, name = native.sides("nn.edge_conv", h, o.over), o.over, native.layer_name(o.name)
    local own, hidden = native.want_destinations("nn.edge_conv", s, r), o.hidden or o.out
    if own.width ~= s.src.width then
        native.fail("nn.edge_conv takes sources and destinations of one width, found " .. tostring(s.src) .. " and " ..
                    tostring(own))
    end
    local W = native.matrix(name .. ".nn.0", 2 * own.width, hidden)
    local b = param(name .. ".nn.0.bias", { hidden }, init.zeros)
    local of_other = native.rows_of(W, own.width, own.width)
    local at_own = matmul(own, native.rows_of(W, 0, own.width)) - matmul(own, of_other) + b
    local inner = o.inner(r.dst(at_own) + r.src(matmul(s.src, of_other)))              -- edge [hidden]
    local y = native.aggregate_linear(name .. ".nn.2", inner, o.aggregate, o.mask, r, o.out)
    return o.activation and o.activation(y) or y
end
