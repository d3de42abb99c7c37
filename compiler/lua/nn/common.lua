-- common.lua: what several layers share. Their parameters are named and stored as PyG's layers of
-- the same kind do, so a PyG state dict is read as it is:
--
--   a Linear   NAME.weight [out, in] (in memory [in, out] or [in, heads, out]), NAME.bias [out]
--   attention  NAME [1, heads, out]
local native = ...
local check, is_value, fail = native.check, native.is_value, native.fail

local made = 0      -- message-passing layers so far: conv1, conv2, ...

-- The layer's name as given, or the next one.
function native.layer_name(given)
    made = made + 1
    return given or "conv" .. made
end

function check.node(x)
    if not is_value(x) or x.space ~= "node" then return "a node value" end
end

-- Of the relation that the layer goes over.
function check.edge(x, options)
    local r = options.over
    if is_value(x) and x.space == r.name then return nil end
    return r == edge and "an edge value, such as input.edge { 8 }" or
           "a value of " .. r.name .. ", such as input(" .. r.name .. ") { 8 }"
end

-- The edges that a layer goes over; before the rows that check.edge and check.mask are in.
native.over_row = { "over", edge, check.relation }

local function want_rows(what, v, space)
    native.want_value(what, v)
    if v.space == space then return v end
    local r = native.relations[v.space]
    local word = r and (r == edge and "" or r.name .. ".") .. "sum_in(x)"
    fail(what .. " takes rows of " .. space .. ", found " .. tostring(v),
         r and r.to == space and word .. " brings what edges have to the rows they lead to" or nil, v)
end

-- What a layer over `r` reads: h is one value, of the rows that r joins; or { of the sources, of the destinations }; or
-- { of the sources }, where nothing is known of the destinations. `one`: a value is both.
function native.sides(what, h, r)
    if type(h) == "table" and not is_value(h) then
        if #h < 1 or #h > 2 then
            fail(what .. " takes a value or { of the sources, of the destinations }, found a table of " .. #h)
        end
        return { src = want_rows(what, h[1], r.from), dst = h[2] and want_rows(what, h[2], r.to) }
    end
    native.want_value(what, h)
    if r.from ~= r.to then
        fail(what .. " over " .. r.name .. " takes { of " .. r.from .. ", of " .. r.to .. " }, found " .. tostring(h), nil, h)
    end
    return { src = want_rows(what, h, r.from), dst = h, one = true }
end

-- For what needs rows of the destinations.
function native.want_destinations(what, s, r)
    if not s.dst then fail(what .. " reads the rows of " .. r.to .. " too: { of " .. r.from .. ", of " .. r.to .. " }") end
    return s.dst
end

-- The matrix of a Linear, for rows of `width` numbers: [width, out], or [width, heads, out].
function native.matrix(name, width, ...)
    local shape, out = { width, ... }, 1
    for i = 2, #shape do out = out * shape[i] end
    return param(name .. ".weight", shape, init.glorot, { stored = { out, width }, transposed = true })
end

-- h W + b for each row: [out], or [heads, out]; without b where `bias` is false.
function native.project(name, h, bias, ...)
    local y = matmul(h, native.matrix(name, h.width, ...))
    if not bias then return y end
    return y + param(name .. ".bias", { ... }, init.zeros, { stored = { y.width } })
end

-- A vector for each head, as PyG's glorot starts one of shape [1, heads, out].
function native.attention(name, heads, out)
    return param(name, { heads, out }, init.glorot, { stored = { 1, heads, out }, fan_in = heads, fan_out = out })
end

function check.relations(x)
    local expected = "a list of relations, such as { follows, likes }"
    if type(x) ~= "table" or is_value(x) or #x == 0 then return expected end
    for _, r in ipairs(x) do
        if check.relation(r) then return expected end
    end
end

-- The name of a relation among parameters, as PyG's layers of several kinds of edges have it.
function native.edge_type(r) return r.from .. "__" .. r.name .. "__" .. r.to end

-- Rows of several spaces by their names, of which relations go from one to another: { drug = x, protein = y }.
function native.want_rows_of_spaces(what, rows, over)
    if type(rows) ~= "table" or is_value(rows) then
        fail(what .. " takes rows by the names of their spaces, such as { drug = x, protein = y }, found " .. native.kind(rows))
    end
    for name, v in pairs(rows) do
        native.want_value(what, v)
        if v.space ~= name then fail(what .. ": the rows of " .. tostring(name) .. " are " .. tostring(v), nil, v) end
    end
    for _, r in ipairs(over) do
        local missing = not rows[r.from] and r.from or not rows[r.to] and r.to
        if missing then fail(what .. " over " .. r.name .. " needs the rows of " .. missing .. ", which are not given") end
    end
end

-- Values of edges by the names of their relations, of one width: { follows = e, likes = f }.
function check.edges(x, options)
    local expected, width = "values by the names of relations in over, of one width, such as { follows = e, likes = f }", nil
    if type(x) ~= "table" or is_value(x) then return expected end
    for _, r in ipairs(options.over) do
        local e = x[r.name]
        if not is_value(e) or e.space ~= r.name or e.width ~= (width or e.width) then return expected end
        width = e.width
    end
end

-- Edges that take part, such as drop_edge gives them: edge [1] of 0 and 1.
function check.mask(x, options)
    local r = options.over
    if not check.edge(x, options) and x.width == 1 then return nil end
    return r == edge and "an edge value of width 1, such as drop_edge(0.2)" or
           "a value of " .. r.name .. " of width 1, such as drop_edge(0.2, " .. r.name .. ")"
end
native.mask_row = { "mask", nil, check.mask }

-- What arrives at a node, of all edges or of those in the mask: a node that none of them reaches gets 0. over: m's relation.
native.aggregators = {
    sum = function(m, mask, over) return (over or native.relations[m.space]).sum_in(mask and mask * m or m) end,
    mean = mean_in,
    max = function(m, mask, over)
        local r = over or native.relations[m.space]
        if not mask then return r.max_in(m) end
        return select(r.sum_in(mask), r.max_in(select(mask, m, -1e30)), 0)
    end,
}

local function max_heads(v)
    local flat = flatten(v)
    local most = slice(flat, 0, v.dim)
    for head = 1, v.heads - 1 do most = maximum(most, slice(flat, head * v.dim, v.dim)) end
    return most
end

local mergers = { concat = flatten, mean = mean_heads, max = max_heads }

-- What a layer with heads makes of them: side by side, their mean, or their maximum.
native.merge_row = { "merge", "concat", check.one_of("concat", "mean", "max") }
function native.merge(m, how) return mergers[how](m) end

-- What follows the sum over the neighbours: bias, activation.
function native.finish(y, name, o)
    if o.bias then
        local bias = param(name .. ".bias", { y.dim }, init.zeros)
        y = y + bias
    end
    return o.activation and o.activation(y) or y
end

-- The widths of hidden layers.
function check.widths(x)
    local expected = "a list of whole numbers above 0, such as { 64, 64 }"
    if type(x) ~= "table" or is_value(x) then return expected end
    for _, width in ipairs(x) do
        if check.count(width) then return expected end
    end
end

-- A norm between layers, by its word or as function(h, name).
local norms = {
    batch = function(h, name) return nn.batch_norm(h, { name = name }) end,
    layer = function(h, name) return nn.layer_norm(h, { name = name }) end,
    graph = function(h, name) return nn.graph_norm(h, { name = name }) end,
}

function check.norm(x)
    if type(x) ~= "function" and not norms[x] then return '"batch", "layer", "graph", or a function(h, name)' end
end

function native.normalized(h, norm, name)
    if norm == nil then return h end
    return (norms[norm] or norm)(h, name)
end

-- Layers one after another as PyTorch's Sequential numbers them, from NAME.0: a linear layer, its norm if there is one,
-- its activation; the last is linear alone.
function native.sequential(name, h, hidden_widths, out, o)
    local at = 0
    local function next_name()
        at = at + 1
        return name .. "." .. at - 1
    end
    for _, width in ipairs(hidden_widths) do
        h = native.project(next_name(), h, true, width)
        if o.norm then h = native.normalized(h, o.norm, next_name()) end
        local hidden = (o.inner or relu)(h)
        next_name()
        h = dropout(hidden, o.dropout or 0)
    end
    return native.project(next_name(), h, true, out)
end

-- An activation within a layer, which may have none.
function check.inner(x)
    if x ~= false and check.activation(x) then return check.activation(x) .. ", or false" end
end

-- The rows h_0 that a network began with, for layers that go back to them.
native.initial_row = { "initial", native.REQUIRED, function(x, options)
    if not is_value(x) or x.space ~= options.over.from then return "rows of " .. options.over.from end
end }

function native.want_initial(what, x, o)
    if o.initial.width ~= x.width then
        fail(what .. ": initial is " .. tostring(o.initial) .. "; expected rows as wide as " .. tostring(x), nil, x)
    end
    return flatten(o.initial)
end
