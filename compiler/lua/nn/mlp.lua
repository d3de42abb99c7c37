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

local function check_hidden(x)
    local expected = "a list of whole numbers above 0, such as { 64, 64 }"
    if type(x) ~= "table" or native.is_value(x) then return expected end
    for _, width in ipairs(x) do
        if check.count(width) then return expected end
    end
end

local rows = {
    { "hidden", {}, check_hidden }, { "out", native.REQUIRED, check.count }, { "bias", true, check.boolean },
    { "activation", relu, check.activation }, { "norm", nil, check.one_of("batch", "layer", "graph") },
    { "dropout", 0, check.probability }, { "last", false, check.boolean }, { "name", nil, check.text },
}

local norms = {
    batch = function(h, name) return nn.batch_norm(h, { name = name .. ".module" }) end,
    layer = function(h, name) return nn.layer_norm(h, { name = name }) end,
    graph = function(h, name) return nn.graph_norm(h, { name = name }) end,
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
            if o.norm then h = norms[o.norm](h, name .. ".norms." .. i - 1) end
            h = dropout(o.activation(h), o.dropout)
        end
    end
    return h
end
