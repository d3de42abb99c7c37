-- nn.cg: crystal graph convolution, Xie and Grossman 2018, arXiv:1710.10324, equation (5), as PyG's CGConv:
--
--   y_i = h_i + agg_j sigmoid(F z_ij + f) * softplus(S z_ij + s),   z_ij = [h_i, h_j, a_ij]
--
--   h node [width], edge [D]  ->  node [width]
--
-- Over a relation between two spaces h is { sources, destinations }, and a row is as wide as the destinations'.
--
-- Parameters, named and stored as in PyG:
--
--   NAME.lin_f.weight, NAME.lin_s.weight  [width, all of z];  NAME.lin_f.bias, NAME.lin_s.bias  [width] with bias
local native = ...
local check = native.check

local rows = {
    { "aggregate", "sum", check.one_of("sum", "mean", "max") }, native.over_row, native.mask_row, { "edge", nil, check.edge },
    { "bias", true, check.boolean }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.cg(h, options)
    local o = native.settings("nn.cg", options, rows)
    local s, r, name = native.sides("nn.cg", h, o.over), o.over, native.layer_name(o.name)
    local own = flatten(native.want_destinations("nn.cg", s, r))
    local z = { r.dst(own), r.src(flatten(s.src)), o.edge }
    local gate = sigmoid(native.project_parts(name .. ".lin_f", z, o.bias, own.width))     -- edge [width]
    local core = softplus(native.project_parts(name .. ".lin_s", z, o.bias, own.width))    -- edge [width]
    local y = own + native.aggregators[o.aggregate](gate * core, o.mask, r)
    return o.activation and o.activation(y) or y
end
