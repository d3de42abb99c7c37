-- common.lua: what several layers share. Their parameters are named and stored as PyG's layers of
-- the same kind do, so a PyG state dict is read as it is:
--
--   a Linear   NAME.weight [out, in] (in memory [in, out] or [in, heads, out]), NAME.bias [out]
--   attention  NAME [1, heads, out]
local native = ...
local check, is_value = native.check, native.is_value

local made = 0      -- message-passing layers so far: conv1, conv2, ...

-- The layer's name as given, or the next one.
function native.layer_name(given)
    made = made + 1
    return given or "conv" .. made
end

function check.node(x)
    if not is_value(x) or x.space ~= "node" then return "a node value" end
end

function check.edge(x)
    if not is_value(x) or x.space ~= "edge" then return "an edge value, such as input.edge { 8 }" end
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

-- Edges that take part, such as drop_edge gives them: edge [1] of 0 and 1.
function check.mask(x)
    if check.edge(x) or x.width ~= 1 then return "an edge value of width 1, such as drop_edge(0.2)" end
end
native.mask_row = { "mask", nil, check.mask }

-- What arrives at a node, of all edges or of those in the mask: a node that none of them reaches gets 0.
native.aggregators = {
    sum = function(m, mask) return sum_in(mask and mask * m or m) end,
    mean = mean_in,
    max = function(m, mask)
        if not mask then return max_in(m) end
        return select(sum_in(mask), max_in(select(mask, m, -1e30)), 0)
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
