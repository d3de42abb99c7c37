-- nn.le: local extrema, Ranjan et al. 2020, arXiv:1911.07979, equation (7), as PyG's LEConv:
--
--   y_i = sum_j a_ij (W1 h_j + b1 - W2 h_i) + W3 h_i + b3
--
--   h node [in], weight edge [1]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations }.
--
-- Parameters, named and stored as in PyG:
--
--   NAME.lin1.weight, NAME.lin2.weight, NAME.lin3.weight  [out, in];  NAME.lin1.bias, NAME.lin3.bias  [out] with bias
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, native.over_row, native.mask_row, { "weight", nil, check.edge },
    { "bias", true, check.boolean }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.le(h, options)
    local o = native.settings("nn.le", options, rows)
    local s, r, name = native.sides("nn.le", h, o.over), o.over, native.layer_name(o.name)
    local own = native.want_destinations("nn.le", s, r)
    local a = native.project(name .. ".lin1", s.src, o.bias, o.out)
    local b = native.project(name .. ".lin2", own, false, o.out)
    local message = r.src(a) - r.dst(b)
    if o.weight then message = o.weight * message end
    local y = native.aggregators.sum(message, o.mask, r) + native.project(name .. ".lin3", own, o.bias, o.out)
    return o.activation and o.activation(y) or y
end
