-- nn.hetero: a layer for each relation, and what they bring to the rows of one space merged, as PyG's HeteroConv:
--
--   { SPACE = h, ... }  ->  { SPACE = y, ... } of the spaces that a relation leads to;  over = { relation, ... }
--
--   layer = function(h, relation, name), which is given { rows it comes from, rows it leads to } and makes a value of these:
--
--     nn.hetero({ author = a, paper = p }, {
--         over = { writes, cites },
--         layer = function(h, r, name) return nn.sage(h, { over = r, name = name, out = 64 }) end,
--     })
--
-- Their parameters are named NAME.convs.FROM__RELATION__TO. and what the layer says.
local native = ...
local check, fail = native.check, native.fail

local made = 0      -- so far: hetero1, hetero2, ...

local function check_layer(x)
    if type(x) ~= "function" then return "a function(h, relation, name) that makes a layer" end
end

local rows = {
    { "over", native.REQUIRED, check.relations }, { "layer", native.REQUIRED, check_layer },
    { "merge", "sum", check.one_of("sum", "mean", "max", "concat") }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

local function add(a, b) return a + b end
local mergers = { sum = add, mean = add, max = maximum, concat = concat }

-- The layer's value over one relation.
local function relate(h, r, name, o)
    local y = o.layer({ h[r.from], h[r.to] }, r, name .. ".convs." .. native.edge_type(r))
    if not native.is_value(y) or y.space ~= r.to then
        fail("nn.hetero: layer made " .. (native.is_value(y) and tostring(y) or native.kind(y)) .. " of " .. r.name .. "; expected rows of " .. r.to)
    end
    return y
end

function nn.hetero(h, options)
    local o = native.settings("nn.hetero", options, rows)
    native.want_rows_of_spaces("nn.hetero", h, o.over)
    made = made + 1
    local name, y, count = o.name or "hetero" .. made, {}, {}
    for _, r in ipairs(o.over) do
        local part = relate(h, r, name, o)
        y[r.to] = y[r.to] and mergers[o.merge](y[r.to], part) or part
        count[r.to] = (count[r.to] or 0) + 1
    end
    for space, merged in pairs(y) do
        if o.merge == "mean" then merged = merged / count[space] end
        y[space] = o.activation and o.activation(merged) or merged
    end
    return y
end
