-- nn.residual, nn.jumping_knowledge: what goes past layers.
local native = ...
local settings, check = native.settings, native.check

local made = 0      -- projections so far: skip1, skip2, ...
local jumps = 0     -- LSTMs so far: jk1, jk2, ...

-- y + h, what a layer made of h and h itself (He et al. 2016, arXiv:1512.03385, equations (1) and (2)).
-- Where the widths differ, h is projected:
--
--   NAME.weight  [y.width, h.width]; in memory transposed
function nn.residual(y, h, options)
    native.want_value("nn.residual", y)
    native.want_value("nn.residual", h)
    local o = settings("nn.residual", options, { { "name", nil, check.text } })
    if y.width == h.width then return y + reshape(h, y.shape) end
    made = made + 1
    return y + reshape(nn.linear(h, { name = o.name or "skip" .. made, out = y.width, bias = false }), y.shape)
end

local function check_rows(rows)
    local expected = "a list of values of one space, such as { h1, h2 }"
    if type(rows) ~= "table" or native.is_value(rows) or #rows == 0 then
        native.fail("nn.jumping_knowledge takes " .. expected .. ", found " .. native.kind(rows))
    end
    for _, row in ipairs(rows) do native.want_value("nn.jumping_knowledge", row) end
end

-- [l1] of each of the list, [n]: their softmax.
local function softmax_of_all(scores)
    local row = concat(table.unpack(scores))
    local p = exp(row - detach(max(row)))
    return p / sum(p)
end

local function want_one_width(rows)
    local what = 'nn.jumping_knowledge with merge = "lstm"'
    for _, row in ipairs(rows) do
        if #row.shape ~= 1 or row.width ~= rows[1].width then
            native.fail(what .. " takes rows of one dimension and width, found " .. tostring(rows[1]) .. " and " ..
                        tostring(row), nil, row)
        end
    end
    if #rows < 2 then native.fail(what .. " weighs several rows against each other, found one") end
end

-- sum_t a_t h_t, a = softmax over t of att([what the LSTMs say at t]), for the rows h_1, h_2, ... of one width; as PyG has it.
local function by_attention(rows, o)
    jumps = jumps + 1
    local name, width = o.name or "jk" .. jumps, rows[1].width
    local hidden = #rows * width // 2
    want_one_width(rows)
    local scores, all = {}, nil
    local ahead = native.lstm_pass(name .. ".lstm", "", rows, hidden)
    local back = native.lstm_pass(name .. ".lstm", "_reverse", rows, hidden)
    local W, b = native.matrix(name .. ".att", 2 * hidden, 1), param(name .. ".att.bias", { 1 }, init.zeros)
    for t in ipairs(rows) do scores[t] = matmul(concat(ahead[t], back[t]), W) + b end
    local a = softmax_of_all(scores)
    for t, row in ipairs(rows) do
        local share = slice(a, t - 1, 1) * row
        all = all and all + share or share
    end
    return all
end

local function pairwise(merge)
    return function(rows)
        local all = rows[1]
        for i = 2, #rows do all = merge(all, rows[i]) end
        return all
    end
end

local merges = { concat = pairwise(concat), max = pairwise(maximum), lstm = by_attention }

-- Xu et al. 2018, arXiv:1806.03536, section 4.1: a node's rows of all layers side by side ("concat"); for each
-- feature the layer that says most ("max"); or their sum with weights that two LSTMs give, one from the first layer to the
-- last and one back ("lstm"), each of half the width of all rows together:
--
--   NAME.lstm.*         as in lstm.lua, the second one "_reverse"
--   NAME.att.weight     [1, 2 hidden]; in memory transposed;  NAME.att.bias [1]
function nn.jumping_knowledge(rows, options)
    check_rows(rows)
    local o = settings("nn.jumping_knowledge", options, {
        { "merge", "concat", check.one_of("concat", "max", "lstm") }, { "name", nil, check.text },
    })
    return merges[o.merge](rows, o)
end
