-- nn.rgat: relational graph attention, Busbridge et al. 2019, arXiv:1904.05811, section 2, with additive scores: for an
-- edge of relation r from j to i
--
--   e = leaky_relu(q (W_r h_i) + k (W_r h_j)),  alpha = softmax of e over all edges into i ("across"), or those of r ("within")
--   y_i = merge(sum alpha W_r h_j) + b
--
--   h node [in]  ->  node [heads*out] (merge = "concat") or node [out] ("mean", "max"), over = { relation, ... }
--
-- Over relations between two spaces h is { sources, destinations }, both of one width.
--
-- Parameters are those of PyG's RGATConv. What it stores as one array of all relations is an array for each here, R the
-- relation's name; like there, they are applied as x W, and a head's scores see the numbers of all heads:
--
--   NAME.weight.R         [in, heads*out]      W_r
--   NAME.basis.B          [in, heads*out]      with bases, B from 0;  NAME.att.R [bases], W_r = sum_B att_rB basis_B
--   NAME.q, NAME.k        [heads*out, heads]
--   NAME.lin_edge.weight  [heads*out, D]       with edge = { R = value, ... }
--   NAME.e                [heads*out, heads]   with edge
--   NAME.bias             [heads*out]          with bias; [out] where heads are not side by side
local native = ...
local settings, check = native.settings, native.check

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count }, native.merge_row,
    { "over", native.REQUIRED, check.relations }, { "softmax", "across", check.one_of("across", "within") },
    { "bases", nil, check.count }, { "edge", nil, check.edges }, { "attention_dropout", 0, check.probability },
    { "slope", 0.2, check.number }, { "bias", true, check.boolean }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

-- For each relation a function of rows: their product with W_r, [heads*out].
local function transforms(width, name, o)
    local of, total, basis = {}, o.heads * o.out, {}
    for b = 0, (o.bases or 0) - 1 do basis[b] = param(name .. ".basis." .. b, { width, total }) end
    for i, r in ipairs(o.over) do
        if o.bases then
            local share = param(name .. ".att." .. r.name, { o.bases }, init.glorot,
                                { fan_in = o.bases, fan_out = #o.over })
            of[i] = function(x)
                local z
                for b = 0, o.bases - 1 do
                    local part = slice(share, b, 1) * matmul(x, basis[b])
                    z = z and z + part or part
                end
                return z
            end
        else
            local W = param(name .. ".weight." .. r.name, { width, total })
            of[i] = function(x) return matmul(x, W) end
        end
    end
    return of
end

-- What features of edges add to the scores: a function of them, with one matrix for all relations.
local function edge_scores(name, o)
    if not o.edge then return nil end
    local total = o.heads * o.out
    local W = native.matrix(name .. ".lin_edge", o.edge[o.over[1].name].width, total)
    local e = param(name .. ".e", { total, o.heads })
    return function(r) return matmul(matmul(o.edge[r.name], W), e) end
end

function nn.rgat(h, options)
    local o = settings("nn.rgat", options, rows)
    local name, H, O = native.layer_name(o.name), o.heads, o.out
    local s = native.sides("nn.rgat", h, o.over[1])
    local of = transforms(s.src.width, name, o)
    local q = param(name .. ".q", { H * O, H })
    local k = param(name .. ".k", { H * O, H })
    local of_edge = edge_scores(name, o)

    local values, logits = {}, {}
    for i, r in ipairs(o.over) do
        s = native.sides("nn.rgat", h, r)
        local z = of[i](s.src)                                                  -- node [heads*out]
        local t = of[i](native.want_destinations("nn.rgat", s, r))              -- node [heads*out]
        local score = r.dst(matmul(t, q)) + r.src(matmul(z, k))                 -- edges [heads]
        if of_edge then score = score + of_edge(r) end
        values[i], logits[i] = reshape(z, { H, O }), leaky_relu(score, o.slope)
    end
    local alpha = o.softmax == "across" and edge_softmax(logits, nil, o.over) or {}
    local y
    for i, r in ipairs(o.over) do
        local weight = alpha[i] or edge_softmax(logits[i], nil, r)
        inspect(name .. ".attention." .. r.name, weight)
        local part = r.sum_in(dropout(weight, o.attention_dropout) * r.src(values[i]))
        y = y and y + part or part
    end
    return native.finish(native.merge(y, o.merge), name, o)
end
