-- nn.hgt: heterogeneous graph transformer, Hu et al. 2020, arXiv:2003.01332, equations (3) to (5), without the times of
-- edges: for an edge of relation r from j to i, and each head,
--
--   e = p_r q_i (k_j K_r) / sqrt(D),  alpha = softmax of e over the edges of all relations into i
--   y_i = W (gelu(sum alpha v_j V_r)) + b, or sigmoid(s) of it and the rest of h_i where their widths are equal
--
--   { SPACE = h, ... } each [in]  ->  { SPACE = y, ... } each [out], of the spaces that a relation leads to;
--   over = { relation, ... };  D = out / heads
--
-- Parameters are those of PyG's HGTConv, T a space and R a relation as FROM__NAME__TO. K and V, there two arrays of all
-- heads and relations, are arrays for each here, G from 0 the head; like there, they are applied as k K:
--
--   NAME.kqv_lin.lins.T.weight  [3*out, in]    k, q and v one after the other; in memory [in, 3*out];  .bias [3*out]
--   NAME.k_rel.weight.R.G       [D, D]         K_r; likewise v_rel
--   NAME.p_rel.R                [1, heads]
--   NAME.out_lin.lins.T.weight  [out, out];  .bias [out]
--   NAME.skip.T                 [1]            s, where in = out
local native = ...
local settings, check, fail = native.settings, native.check, native.fail

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count }, { "over", native.REQUIRED, check.relations },
    { "attention_dropout", 0, check.probability }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

-- A matrix for each head: [heads*D] -> [heads, D]
local function by_heads(x, name, o)
    local D, parts = o.out // o.heads, {}
    for head = 0, o.heads - 1 do
        parts[head + 1] = matmul(slice(x, head * D, D), param(name .. "." .. head, { D, D }))
    end
    return reshape(concat(table.unpack(parts)), { o.heads, D })
end

-- Each space's k, q and v, [out] each.
local function thirds(h, name, o)
    local of = {}
    for space, x in pairs(h) do
        local y = native.project(name .. ".kqv_lin.lins." .. space, x, true, 3 * o.out)
        of[space] = { k = slice(y, 0, o.out), q = slice(y, o.out, o.out), v = slice(y, 2 * o.out, o.out) }
    end
    return of
end

-- A relation's scores, [heads], and what it brings, [heads, D].
local function relate(r, of, name, o)
    local D, suffix = o.out // o.heads, native.edge_type(r)
    local k = by_heads(of[r.from].k, name .. ".k_rel.weight." .. suffix, o)
    local v = by_heads(of[r.from].v, name .. ".v_rel.weight." .. suffix, o)
    local q = reshape(of[r.to].q, { o.heads, D })
    local p = param(name .. ".p_rel." .. suffix, { o.heads }, init.ones, { stored = { 1, o.heads } })
    return dot(r.dst(q), r.src(k)) * p / math.sqrt(D), r.src(v)
end

-- What arrives in one space by the relations that lead there: [heads, D]
local function attend(over, of, name, o)
    local scores, values, m = {}, {}, nil
    for i, r in ipairs(over) do scores[i], values[i] = relate(r, of, name, o) end
    for i, alpha in ipairs(edge_softmax(scores, nil, over)) do
        inspect(name .. ".attention." .. over[i].name, alpha)
        local part = over[i].sum_in(dropout(alpha, o.attention_dropout) * values[i])
        m = m and m + part or part
    end
    return m
end

local function finish(m, x, space, name, o)
    local y = native.project(name .. ".out_lin.lins." .. space, gelu(flatten(m)), true, o.out)
    if x.width == o.out then
        local share = sigmoid(param(name .. ".skip." .. space, { 1 }, init.ones))
        y = share * y + (1 - share) * flatten(x)
    end
    return o.activation and o.activation(y) or y
end

function nn.hgt(h, options)
    local o = settings("nn.hgt", options, rows)
    if o.out % o.heads ~= 0 then fail("nn.hgt: heads = " .. o.heads .. " must divide out = " .. o.out) end
    native.want_rows_of_spaces("nn.hgt", h, o.over)
    local name, into, y = native.layer_name(o.name), {}, {}
    local of = thirds(h, name, o)
    for _, r in ipairs(o.over) do
        into[r.to] = into[r.to] or {}
        table.insert(into[r.to], r)
    end
    for space, over in pairs(into) do y[space] = finish(attend(over, of, name, o), h[space], space, name, o) end
    return y
end
