-- nn.graph_conv: Morris et al. 2019, arXiv:1810.02244, the graph convolution of section 3, y_i = W_1 h_i + W_2 agg_j w_ij h_j.
--
--   h node [in], weight edge [1]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations }, or without root { sources }.
--
-- Parameters, named and stored as in PyG's GraphConv:
--
--   NAME.lin_rel.weight   [out, in]   of what the neighbours say; in memory [in, out]
--   NAME.lin_rel.bias     [out]       with bias
--   NAME.lin_root.weight  [out, in]   of the node itself, with root
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "aggregate", "sum", check.one_of("sum", "mean", "max") },
    { "root", true, check.boolean }, native.over_row, native.mask_row, { "weight", nil, check.edge },
    { "bias", true, check.boolean }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.graph_conv(h, options)
    local o = native.settings("nn.graph_conv", options, rows)
    local s, r = native.sides("nn.graph_conv", h, o.over), o.over
    local name = native.layer_name(o.name)
    local message = r.src(s.src)
    if o.weight then message = o.weight * message end
    local m = native.aggregators[o.aggregate](message, o.mask, r)
    local y = native.project(name .. ".lin_rel", m, o.bias, o.out)
    local own = o.root and native.want_destinations("nn.graph_conv: root = true", s, r)
    if o.root then y = y + native.project(name .. ".lin_root", own, false, o.out) end
    return o.activation and o.activation(y) or y
end
