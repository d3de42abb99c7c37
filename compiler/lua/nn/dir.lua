-- nn.dir: a layer for each direction of the edges, Rossi et al. 2023, arXiv:2305.10498, equation (6), as PyG's DirGNNConv:
--
--   y = alpha layer over the reversed edges + (1 - alpha) layer over the edges + W h + b
--
--   h node [in]  ->  node [out]; over a relation of rows of one space
--
--   layer = function(h, relation, name), which makes a value of h over that relation; for the rows themselves there is W:
--
--     nn.dir(x, {
--         out = 64,
--         layer = function(h, r, name) return nn.sage(h, { over = r, name = name, out = 64, root = false }) end,
--     })
--
-- The layers' parameters are named NAME.conv_out. (reversed) and NAME.conv_in. and what the layer says;
--
--   NAME.lin.weight [out, in], NAME.lin.bias [out]     with root
local native = ...
local check, fail = native.check, native.fail

local function check_layer(x)
    if type(x) ~= "function" then return "a function(h, relation, name) that makes a layer" end
end

local rows = {
    { "out", native.REQUIRED, check.count }, { "layer", native.REQUIRED, check_layer }, { "alpha", 0.5, check.number },
    { "root", true, check.boolean }, native.over_row, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.dir(h, options)
    local o = native.settings("nn.dir", options, rows)
    local x, name = native.want_one("nn.dir", h, o.over), native.layer_name(o.name)
    local function along(r, word)
        local y = o.layer(x, r, name .. word)
        if not native.is_value(y) or y.space ~= x.space or y.width ~= o.out then
            fail("nn.dir: layer made " .. (native.is_value(y) and tostring(y) or native.kind(y)) .. "; expected " .. x.space ..
                 " [" .. o.out .. "]")
        end
        return flatten(y)
    end
    local y = (1 - o.alpha) * along(o.over, ".conv_in") + o.alpha * along(reversed(o.over), ".conv_out")
    if o.root then y = y + native.project(name .. ".lin", x, true, o.out) end
    return o.activation and o.activation(y) or y
end
