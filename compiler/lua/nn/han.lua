-- nn.han: heterogeneous graph attention, Wang et al. 2019, arXiv:1903.07293, equations (1) to (9): attention over the edges
-- of each relation, and attention over what the relations brought, one weight each for all rows:
--
--   u_R = relu(sum alpha_R z_j),  s_R = q mean_i tanh(K u_R + b),  y = sum_R softmax(s)_R u_R
--
--   { SPACE = h, ... } each [in]  ->  { SPACE = y, ... } each [out], of the spaces that a relation leads to;
--   over = { relation, ... }
--
-- Parameters, named and stored as in PyG's HANConv, T a space and R a relation as FROM__NAME__TO:
--
--   NAME.proj.T.weight               [out, in]              z = W h + b; in memory [in, heads, out/heads];  .bias [out]
--   NAME.lin_src.R, NAME.lin_dst.R   [1, heads, out/heads]  the parts of a that meet source and destination
--   NAME.k_lin.weight [out, out], NAME.k_lin.bias [out], NAME.q [1, out]
local native = ...
local settings, check, fail = native.settings, native.check, native.fail

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count }, { "over", native.REQUIRED, check.relations },
    { "attention_dropout", 0, check.probability }, { "slope", 0.2, check.number },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

-- What a relation brings, [out].
local function relate(r, of, name, o)
    local suffix, D = native.edge_type(r), o.out // o.heads
    local att_src = native.attention(name .. ".lin_src." .. suffix, o.heads, D)
    local att_dst = native.attention(name .. ".lin_dst." .. suffix, o.heads, D)
    local score = r.dst(dot(att_dst, of[r.to])) + r.src(dot(att_src, of[r.from]))
    local alpha = edge_softmax(leaky_relu(score, o.slope), nil, r)
    inspect(name .. ".attention." .. r.name, alpha)
    return relu(flatten(r.sum_in(dropout(alpha, o.attention_dropout) * r.src(of[r.from]))))
end

-- A function of u_R: s_R, one number for all rows.
local function semantic(name, o)
    local K = native.matrix(name .. ".k_lin", o.out, o.out)
    local b = param(name .. ".k_lin.bias", { o.out }, init.zeros)
    local q = param(name .. ".q", { o.out }, init.glorot, { stored = { 1, o.out }, fan_in = 1, fan_out = o.out })
    return function(u)
        local one = op.constant { num = 1, space = u.space, shape = { 1 } }
        return dot(q, op.sum_rows(tanh(matmul(u, K) + b)) / maximum(op.sum_rows(one), 1))
    end
end

-- sum_R softmax(s)_R u_R
local function combine(u, score)
    local s, largest, total, y = {}, nil, nil, nil
    for i, rows_of in ipairs(u) do
        s[i] = score(rows_of)
        largest = largest and maximum(largest, s[i]) or s[i]
    end
    largest = detach(largest)
    for i in ipairs(u) do
        s[i] = exp(s[i] - largest)
        total = total and total + s[i] or s[i]
    end
    for i, rows_of in ipairs(u) do
        local part = s[i] / total * rows_of
        y = y and y + part or part
    end
    return y
end

function nn.han(h, options)
    local o = settings("nn.han", options, rows)
    if o.out % o.heads ~= 0 then fail("nn.han: heads = " .. o.heads .. " must divide out = " .. o.out) end
    native.want_rows_of_spaces("nn.han", h, o.over)
    local name, of, into, y = native.layer_name(o.name), {}, {}, {}
    for space, x in pairs(h) do of[space] = native.project(name .. ".proj." .. space, x, true, o.heads, o.out // o.heads) end
    for _, r in ipairs(o.over) do
        into[r.to] = into[r.to] or {}
        table.insert(into[r.to], relate(r, of, name, o))
    end
    local score = semantic(name, o)
    for space, u in pairs(into) do
        local merged = #u == 1 and u[1] or combine(u, score)
        y[space] = o.activation and o.activation(merged) or merged
    end
    return y
end
