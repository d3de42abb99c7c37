-- nn.residual, nn.jumping_knowledge: what goes past layers.
local native = ...
local settings, check = native.settings, native.check

local made = 0      -- projections so far: skip1, skip2, ...

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

-- Xu et al. 2018, arXiv:1806.03536, section 4.1: a node's rows of all layers side by side ("concat"), or for each
-- feature the layer that says most ("max").
function nn.jumping_knowledge(rows, options)
    check_rows(rows)
    local o = settings("nn.jumping_knowledge", options, { { "merge", "concat", check.one_of("concat", "max") } })
    local merge, all = o.merge == "concat" and concat or maximum, rows[1]
    for i = 2, #rows do all = merge(all, rows[i]) end
    return all
end
