-- nn.cluster_gcn: Chiang et al. 2019, arXiv:1905.07953, equation (11), as PyG's ClusterGCNConv:
--
--   y_i = W (sum_j c_ij h_j) + b + R h_i,   c_ij = 1 / d_i, and (1 + diag_lambda) / d_i where j is i; d_i the edges into i
--
--   h node [in]  ->  node [out]; over a relation of rows of one space
--
-- The self loops of A + I are the graph's: graph { self_loops = true }.
--
-- Parameters, named and stored as in PyG:
--
--   NAME.lin_out.weight [out, in], NAME.lin_out.bias [out] with bias, NAME.lin_root.weight [out, in]
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "diag_lambda", 0, check.number }, native.over_row,
    { "bias", true, check.boolean }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.cluster_gcn(h, options)
    local o = native.settings("nn.cluster_gcn", options, rows)
    local x, r, name = native.want_one("nn.cluster_gcn", h, o.over), o.over, native.layer_name(o.name)
    local message = r.src(x)
    if o.diag_lambda ~= 0 then message = (1 + o.diag_lambda * op.self_loop { space = r.name }) * message end
    local y = native.project(name .. ".lin_out", mean_in(message, nil, r), o.bias, o.out)
    y = y + native.project(name .. ".lin_root", x, false, o.out)
    return o.activation and o.activation(y) or y
end
