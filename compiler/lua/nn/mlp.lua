-- nn.mlp: linear layers with an activation between them, each optionally normalised and dropped out.
--
--   h [in]  ->  [out], of any space but param
--
-- Parameters are named as in PyG's MLP:
--
--   NAME.lins.I.weight [out, in], NAME.lins.I.bias [out]     I from 0
--   NAME.norms.I.*                                           with norm; a batch_norm under norms.I.module
local native = ...
local settings, check = native.settings, native.check

local made = 0      -- perceptrons so far: mlp1, mlp2, ...

local rows = {
    { "hidden", {}, check.widths }, { "out", native.REQUIRED, check.count }, { "bias", true, check.boolean },
    { "activation", relu, check.activation }, { "norm", nil, check.norm },
    { "dropout", 0, check.probability }, { "last", false, check.boolean }, { "name", nil, check.text },
}

-- With last = true the output has its norm, activation and dropout as well.
function nn.mlp(h, options)
    native.want_value("nn.mlp", h)
    local o = settings("nn.mlp", options, rows)
    made = made + 1
    local name, widths = o.name or "mlp" .. made, {}
    for i, width in ipairs(o.hidden) do widths[i] = width end
    widths[#widths + 1] = o.out
    for i, width in ipairs(widths) do
        h = nn.linear(h, { name = name .. ".lins." .. i - 1, out = width, bias = o.bias })
        if i < #widths or o.last then
            local module = o.norm == "batch" and ".module" or ""
            h = native.normalized(h, o.norm, name .. ".norms." .. i - 1 .. module)
            h = dropout(o.activation(h), o.dropout)
        end
    end
    return h
end
