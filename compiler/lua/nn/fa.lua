-- nn.fa: frequency adaptive graph convolution, Bo et al. 2021, arXiv:2101.00797, equations (4) and (5), as PyG's FAConv, where
-- `initial` are the rows h_0 of the first layer:
--
--   y_i = eps h_0i + sum_j tanh(a_l . h_j + a_r . h_i) c_ij h_j,   c as in propagate.lua; normalize = false: the weight instead
--
-- Self loops are those of A + I: graph { self_loops = "missing" }; PyG adds none with normalize = false.
--
--   h node [width], initial node [width], weight edge [1]  ->  node [width]
--
-- Parameters, named and stored as in PyG:
--
--   NAME.att_l.weight, NAME.att_r.weight  [1, width]
local native = ...
local check = native.check

local rows = {
    native.over_row, native.initial_row, { "eps", 0.1, check.number },
    { "weight", nil, check.edge }, { "normalize", true, check.boolean }, { "dropout", 0, check.probability },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.fa(h, options)
    local o = native.settings("nn.fa", options, rows)
    local x, r, name = native.want_one("nn.fa", h, o.over), o.over, native.layer_name(o.name)
    local first = native.want_initial("nn.fa", x, o)
    local from = native.project(name .. ".att_l", x, false, 1)
    local to = native.project(name .. ".att_r", x, false, 1)
    local alpha = tanh(r.src(from) + r.dst(to))                                         -- edge [1]
    inspect(name .. ".attention", alpha)
    local propagate = native.spreader("nn.fa", r, o.weight, o.normalize)
    local y = propagate(x, dropout(alpha, o.dropout)) + o.eps * first
    return o.activation and o.activation(y) or y
end
