-- nn.arma: auto-regressive moving average filters, Bianchi et al. 2019, arXiv:1901.01343, equations (11) and (12): for each stack k
--
--   o <- act(A o W + h V + b) from o = h, `layers` times;  y = the mean over the stacks
--
-- with A as in propagate.lua, of the edges as they are.
--
--   h node [in], weight edge [1]  ->  node [out]
--
-- Parameters are those of PyG's ARMAConv, applied as x W. What it stores as one array of all steps T and stacks K is an array
-- for each here; with share_weights those of the steps after the first are of T = 0 throughout:
--
--   NAME.init_weight.K    [in, out]      W of the first step
--   NAME.weight.T.K       [out, out]     of the step after T
--   NAME.root_weight.T.K  [in, out]      V
--   NAME.bias.T.K         [out]          with bias
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "stacks", 1, check.count }, { "layers", 1, check.count },
    { "share_weights", false, check.boolean }, { "inner", relu, check.inner },
    { "dropout", 0, check.probability }, native.over_row, { "weight", nil, check.edge }, { "bias", true, check.boolean },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

-- Parameters by their names: those that steps share are made once.
local function parameters(name)
    local made = {}
    return function(word, shape, start)
        local key = name .. "." .. word
        made[key] = made[key] or param(key, shape, start)
        return made[key]
    end
end

function nn.arma(h, options)
    local o = native.settings("nn.arma", options, rows)
    local x, name = native.want_one("nn.arma", h, o.over), native.layer_name(o.name)
    local propagate, parameter, total = native.symmetric("nn.arma", o.over, o.weight), parameters(name), nil
    for k = 0, o.stacks - 1 do
        local z = x
        for step = 0, o.layers - 1 do
            local at = "." .. (o.share_weights and 0 or step) .. "." .. k
            local before = "weight." .. (o.share_weights and 0 or step - 1) .. "." .. k
            local W = parameter(step == 0 and "init_weight." .. k or before, { z.width, o.out })
            z = propagate(matmul(z, W)) + matmul(dropout(x, o.dropout), parameter("root_weight" .. at, { x.width, o.out }))
            if o.bias then z = z + parameter("bias" .. at, { o.out }, init.zeros) end
            if o.inner then z = o.inner(z) end
        end
        total = total and total + z or z
    end
    local y = total / o.stacks
    return o.activation and o.activation(y) or y
end
