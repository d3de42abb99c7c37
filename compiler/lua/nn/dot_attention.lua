-- nn.dot_attention: scaled dot products, Vaswani et al. 2017, arXiv:1706.03762, equation (1), where a
-- node attends to the nodes that have an edge to it.
--
--   h node [in]  ->  node [heads*out] (merge = "concat") or node [out] ("mean", "max")
--
-- Over a relation between two spaces h is { sources, destinations }.
--
--   NAME.query.weight  [heads*out, in]     in memory [in, heads, out]; likewise key and value
local native = ...
local check = native.check

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count }, native.merge_row, native.over_row, native.mask_row,
    { "attention_dropout", 0, check.probability }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.dot_attention(h, options)
    local o = native.settings("nn.dot_attention", options, rows)
    local s, r = native.sides("nn.dot_attention", h, o.over), o.over
    local h_dst = native.want_destinations("nn.dot_attention", s, r)
    local name, H, O = native.layer_name(o.name), o.heads, o.out

    local q = native.project(name .. ".query", h_dst, false, H, O)  -- node [heads, out]
    local k = native.project(name .. ".key", s.src, false, H, O)    -- node [heads, out]
    local v = native.project(name .. ".value", s.src, false, H, O)  -- node [heads, out]
    local w = edge_softmax(dot(r.dst(q), r.src(k)) / math.sqrt(O), o.mask, r)  -- edge [heads]
    inspect(name .. ".attention", w)
    local m = r.sum_in(dropout(w, o.attention_dropout) * r.src(v))
    local y = native.merge(m, o.merge)
    return o.activation and o.activation(y) or y
end
