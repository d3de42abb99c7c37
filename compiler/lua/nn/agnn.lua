-- nn.agnn: attention by likeness, Thekumparampil et al. 2018, arXiv:1803.03735, equation (3), as PyG's AGNNConv:
--
--   y_i = sum_j softmax_j(beta cos(h_i, h_j)) h_j
--
--   h node [width]  ->  node [width]
--
-- As there each node attends to itself: graph { self_loops = true }.
--
--   NAME.beta  [1]     starts at 1; a state unless train_beta
local native = ...
local check = native.check

local rows = {
    { "train_beta", true, check.boolean }, native.over_row, native.mask_row, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

function nn.agnn(h, options)
    local o = native.settings("nn.agnn", options, rows)
    local x, r, name = native.want_one("nn.agnn", h, o.over), o.over, native.layer_name(o.name)
    local beta = (o.train_beta and param or state)(name .. ".beta", { 1 }, init.ones)
    local unit = l2_normalize(x)
    local alpha = edge_softmax(beta * dot(r.dst(unit), r.src(unit)), o.mask, r)         -- edge [1]
    inspect(name .. ".attention", alpha)
    local y = r.sum_in(alpha * r.src(x))
    return o.activation and o.activation(y) or y
end
