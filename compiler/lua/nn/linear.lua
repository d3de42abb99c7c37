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
    local W = param(name .. ".weight", { h.width, o.out }, init.glorot,
                    { stored = { o.out, h.width }, transposed = true })
    local y = matmul(h, W)
    if o.bias then
        local bias = param(name .. ".bias", { o.out }, init.zeros)
        y = y + bias
    end
    return o.activation and o.activation(y) or y
end
