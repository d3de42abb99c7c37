-- nn.sage: GraphSAGE, Hamilton et al. 2017, arXiv:1706.02216, algorithm 1 with all neighbours.
--
--   h node [in]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations }, or without root { sources }.
--
-- Parameters, named and stored as in PyG's SAGEConv:
--
--   NAME.lin.weight    [in, in]    of each neighbour before, with project; NAME.lin.bias [in]
--   NAME.lin_l.weight  [out, in]   of what the neighbours say; in memory [in, out]
--   NAME.lin_l.bias    [out]       with bias
--   NAME.lin_r.weight  [out, in]   of the node itself, with root
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "aggregate", "mean", check.one_of("mean", "max", "sum") },
    { "root", true, check.boolean }, native.over_row, native.mask_row, { "bias", true, check.boolean }, { "l2", false, check.boolean },
    { "project", false, check.boolean }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.sage(h, options)
    local o = native.settings("nn.sage", options, rows)
    local s, r = native.sides("nn.sage", h, o.over), o.over
    local name = native.layer_name(o.name)
    local x = o.project and relu(native.project(name .. ".lin", s.src, true, s.src.width)) or s.src
    local m = native.aggregators[o.aggregate](r.src(x), o.mask, r)  -- line 4           node [in]
    local y = native.project(name .. ".lin_l", m, o.bias, o.out)    -- line 5: W [h, m] = W_r h + W_l m
    local own = o.root and native.want_destinations("nn.sage: root = true", s, r)
    if o.root then y = y + native.project(name .. ".lin_r", own, false, o.out) end
    if o.l2 then y = l2_normalize(y) end                            -- line 7
    return o.activation and o.activation(y) or y
end
