-- nn.sage: GraphSAGE, Hamilton et al. 2017, arXiv:1706.02216, algorithm 1 with all neighbours.
--
--   h node [in]  ->  node [out]
--
-- Parameters, named and stored as in PyG's SAGEConv:
--
--   NAME.lin_l.weight  [out, in]   of what the neighbours say; in memory [in, out]
--   NAME.lin_l.bias    [out]       with bias
--   NAME.lin_r.weight  [out, in]   of the node itself, with root
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "aggregate", "mean", check.one_of("mean", "max", "sum") },
    { "root", true, check.boolean }, native.mask_row, { "bias", true, check.boolean }, { "l2", false, check.boolean },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.sage(h, options)
    native.want_value("nn.sage", h)
    local o = native.settings("nn.sage", options, rows)
    local name = native.layer_name(o.name)
    local m = native.aggregators[o.aggregate](src(h), o.mask)       -- line 4           node [in]
    local y = native.project(name .. ".lin_l", m, o.bias, o.out)    -- line 5: W [h, m] = W_r h + W_l m
    if o.root then y = y + native.project(name .. ".lin_r", h, false, o.out) end
    if o.l2 then y = l2_normalize(y) end                            -- line 7
    return o.activation and o.activation(y) or y
end
