-- parts.lua: Linear layers of rows side by side, each part where it is fewest; and after a sum.
local native = ...

-- A matrix's `count` rows from `first`, which counts from 0: what meets some of the numbers of a row.
function native.rows_of(W, first, count)
    local shape, out = W.shape, W.width // W.shape[1]
    shape[1] = count
    return reshape(slice(flatten(W), first * out, count * out), shape)
end

-- [x, y, ...] W + b for each row, as x W1 + b + y W2 + ...: what is gathered meets its rows of W before it goes to the edges.
function native.project_parts(name, parts, bias, out)
    local width, first, y = 0, 0, nil
    for _, x in ipairs(parts) do width = width + x.width end
    local W = native.matrix(name, width, out)
    for _, x in ipairs(parts) do
        local part = matmul(x, native.rows_of(W, first, x.width))
        if bias and not y then part = part + param(name .. ".bias", { out }, init.zeros) end
        first, y = first + x.width, y and y + part or part
    end
    return y
end

-- agg_j (m_ij W + b) over r, W and b a Linear's of that name. Sums and means are linear: agg_j(m_ij) W + agg_j(1) b, with
-- the product once a node; only a maximum needs it at the edges.
function native.aggregate_linear(name, m, how, mask, r, out)
    local aggregate = native.aggregators[how]
    if how == "max" then return aggregate(native.project(name, m, true, out), mask, r) end
    local one = op.constant { num = 1, space = r.name, shape = { 1 } }
    local y = native.project(name, aggregate(m, mask, r), false, out)
    return y + aggregate(one, mask, r) * param(name .. ".bias", { out }, init.zeros)
end

-- For layers that make rows of the rows themselves.
function native.want_one(what, h, r)
    local s = native.sides(what, h, r)
    if not s.one then native.fail(what .. " takes one value, of the rows that the edges join") end
    return flatten(s.dst)
end
