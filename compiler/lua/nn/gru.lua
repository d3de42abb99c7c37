-- gru.lua: the gated recurrent unit, Cho et al. 2014, arXiv:1406.1078, in the form that PyTorch's GRUCell has:
--
--   r = sigmoid(x W_ir + b_ir + h W_hr + b_hr), z likewise,  n = tanh(x W_in + b_in + r (h W_hn + b_hn)),  h' = (1 - z) n + z h
--
-- Parameters are GRUCell's, the parts of r, z and n one after another:
--
--   NAME.weight_ih  [3 hidden, in]        in memory [in, 3 hidden];      NAME.bias_ih  [3 hidden]     with bias
--   NAME.weight_hh  [3 hidden, hidden]    in memory [hidden, 3 hidden];  NAME.bias_hh  [3 hidden]
local native = ...

-- A function of x [width] and h [hidden] that gives the next h, each time with the same weights.
function native.gru_cell(name, width, hidden, bias)
    local start = init.uniform(1 / math.sqrt(hidden))
    local function affine(part, rows)
        local W = param(name .. ".weight_" .. part, { rows, 3 * hidden }, start,
                        { stored = { 3 * hidden, rows }, transposed = true })
        local b = bias and param(name .. ".bias_" .. part, { 3 * hidden }, start)
        return function(v) return b and matmul(v, W) + b or matmul(v, W) end
    end
    local of_x, of_h = affine("ih", width), affine("hh", hidden)
    return function(x, h)
        local from_x, from_h = of_x(x), of_h(h)
        local function part(v, k) return slice(v, k * hidden, hidden) end
        local reset = sigmoid(part(from_x, 0) + part(from_h, 0))
        local keep_share = sigmoid(part(from_x, 1) + part(from_h, 1))
        local new = tanh(part(from_x, 2) + reset * part(from_h, 2))
        return (1 - keep_share) * new + keep_share * h
    end
end
