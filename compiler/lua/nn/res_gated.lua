-- nn.res_gated: residual gated graph convolution, Bresson and Laurent 2017, arXiv:1711.07553, equation (11), as PyG's
-- ResGatedGraphConv:
--
--   y_i = sum_j sigmoid(K h_i + Q h_j) * V h_j + S h_i + b;  with edges' features a each of K, Q, V is of [h, a_ij]
--
--   h node [in], edge [D]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations }.
--
-- Parameters, named and stored as in PyG:
--
--   NAME.lin_key.weight   [out, in]     [out, in + D] with edge; likewise lin_query, lin_value; .bias [out]
--   NAME.lin_skip.weight  [out, in]     with root
--   NAME.bias             [out]         with bias
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, native.over_row, native.mask_row, { "edge", nil, check.edge },
    { "root", true, check.boolean }, { "bias", true, check.boolean }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

function nn.res_gated(h, options)
    local o = native.settings("nn.res_gated", options, rows)
    local s, r, name = native.sides("nn.res_gated", h, o.over), o.over, native.layer_name(o.name)
    local own = native.want_destinations("nn.res_gated", s, r)
    local function of(word, x) return native.project_parts(name .. word, { x, o.edge }, true, o.out) end
    local key, query = of(".lin_key", r.dst(own)), of(".lin_query", r.src(s.src))
    local value = of(".lin_value", r.src(s.src))
    local gate = sigmoid(key + query)                                                   -- eta_ij        edge [out]
    local y = native.aggregators.sum(gate * value, o.mask, r)
    if o.root then y = y + native.project(name .. ".lin_skip", own, false, o.out) end
    return native.finish(y, name, o)
end
