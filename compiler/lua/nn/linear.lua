-- nn.linear: y = x W + b for each row.
--
--   NAME.weight  [out, in], as PyTorch's and PyG's Linear store it; in memory [in, out]
--   NAME.bias    [out]
local native = ...

local made = 0      -- layers so far: lin1, lin2, ...

local check = native.check
local rows = {
    { "out", native.REQUIRED, check.count }, { "bias", true, check.boolean },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.linear(h, options)
    native.want_value("nn.linear", h)
    local o = native.settings("nn.linear", options, rows)
    made = made + 1
    local name = o.name or "lin" .. made
    local y = native.project(name, h, o.bias, o.out)
    return o.activation and o.activation(y) or y
end
