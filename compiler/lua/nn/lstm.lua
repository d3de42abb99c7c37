-- lstm.lua: long short-term memory, Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735, with a forget gate:
--
--   [i, f, g, o] = x W_ih + b_ih + h W_hh + b_hh
--   c' = sigmoid(f) c + sigmoid(i) tanh(g)        h' = sigmoid(o) tanh(c')
--
-- Parameters are named and stored as one layer of PyTorch's LSTM has them, with SUFFIX "_reverse" where a second one goes
-- backwards:
--
--   NAME.weight_ih_l0SUFFIX  [4 hidden, in]        in memory [in, 4 hidden];      NAME.bias_ih_l0SUFFIX  [4 hidden]
--   NAME.weight_hh_l0SUFFIX  [4 hidden, hidden]    in memory [hidden, 4 hidden];  NAME.bias_hh_l0SUFFIX  [4 hidden]
local native = ...

-- A function of x [width], h [hidden] and c [hidden] that gives the next h and c, each time with the same weights. What is
-- 0 throughout, as h and c are at first, is not given; with x it is of a parameter's space.
function native.lstm_cell(name, suffix, width, hidden)
    local start = init.uniform(1 / math.sqrt(hidden))
    local function affine(part, rows)
        local W = param(name .. ".weight_" .. part .. "_l0" .. suffix, { rows, 4 * hidden }, start,
                        { stored = { 4 * hidden, rows }, transposed = true })
        local b = param(name .. ".bias_" .. part .. "_l0" .. suffix, { 4 * hidden }, start)
        return function(v) return v and matmul(v, W) + b or b end
    end
    local of_x, of_h = affine("ih", width), affine("hh", hidden)
    return function(x, h, c)
        local gates = of_x(x) + of_h(h)
        local function gate(k) return slice(gates, k * hidden, hidden) end
        local cell = sigmoid(gate(0)) * tanh(gate(2))
        if c then cell = sigmoid(gate(1)) * c + cell end
        return sigmoid(gate(3)) * tanh(cell), cell
    end
end

-- What the cell says at each of a list of rows, from the first to the last, or from the last to the first.
function native.lstm_pass(name, suffix, rows, hidden)
    local cell = native.lstm_cell(name, suffix, rows[1].width, hidden)
    local first, last, step = 1, #rows, 1
    if suffix ~= "" then first, last, step = last, first, -1 end
    local said, h, c = {}, nil, nil
    for t = first, last, step do
        h, c = cell(rows[t], h, c)
        said[t] = h
    end
    return said
end
