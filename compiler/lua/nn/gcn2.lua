-- nn.gcn2: GCNII, Chen et al. 2020, arXiv:2007.02133, equation (5), where `initial` are the rows h_0 of the first layer:
--
--   y = ((1 - beta) I + beta W) of (1 - alpha) A h + alpha h_0,  beta = log(theta / layer + 1)
--
-- with A as in propagate.lua, and self loops as there. share_weights = false: each of the two terms has its own W, as in
-- the paper's GCNII*, equation (6).
--
--   h node [width], initial node [width], weight edge [1]  ->  node [width]
--
-- Parameters are those of PyG's GCN2Conv, applied as x W:
--
--   NAME.weight1  [width, width]
--   NAME.weight2  [width, width]     without share_weights
local native = ...
local check = native.check

local rows = {
    native.over_row, native.initial_row, { "alpha", native.REQUIRED, check.probability },
    { "theta", nil, check.positive }, { "layer", 1, check.count }, { "share_weights", true, check.boolean },
    { "weight", nil, check.edge }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.gcn2(h, options)
    local o = native.settings("nn.gcn2", options, rows)
    local x, name = native.want_one("nn.gcn2", h, o.over), native.layer_name(o.name)
    local first = native.want_initial("nn.gcn2", x, o)
    local beta = o.theta and math.log(o.theta / o.layer + 1) or 1
    local function mapped(v, which)
        return (1 - beta) * v + beta * matmul(v, param(name .. ".weight" .. which, { x.width, x.width }))
    end
    local near = (1 - o.alpha) * native.symmetric("nn.gcn2", o.over, o.weight)(x)
    local far = o.alpha * first
    local y = o.share_weights and mapped(near + far, 1) or mapped(near, 1) + mapped(far, 2)
    return o.activation and o.activation(y) or y
end
