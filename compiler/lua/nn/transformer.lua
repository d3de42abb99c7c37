-- nn.transformer: the graph transformer layer of Shi et al. 2021, arXiv:2009.03509, section 3.1, with
-- its options as in PyG's TransformerConv.
--
--   h node [in], edge [D]  ->  node [heads*out] (merge = "concat") or node [out] ("mean", "max")
--
-- Over a relation between two spaces h is { sources, destinations }.
--
-- Parameters, named and stored as in PyG's TransformerConv:
--
--   NAME.lin_query.weight  [heads*out, in]     in memory [in, heads, out]; .bias [heads*out] with bias;
--                                              likewise lin_key and lin_value
--   NAME.lin_edge.weight   [heads*out, D]      with edge
--   NAME.lin_skip.weight   [heads*out, in]     with root; [out, in] where heads are not side by side; .bias
--   NAME.lin_beta.weight   [1, 3*heads*out]    with beta; [1, 3*out] where heads are not side by side
local native = ...
local settings, check, fail = native.settings, native.check, native.fail

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count }, native.merge_row, native.over_row, native.mask_row,
    { "bias", true, check.boolean }, { "root", true, check.boolean }, { "beta", false, check.boolean },
    { "edge", nil, check.edge }, { "attention_dropout", 0, check.probability },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

-- A gate between what the neighbours say and the node's own part.
local function gate(name, m, s)
    local w = param(name .. ".lin_beta.weight", { 3 * m.dim }, init.glorot, { stored = { 1, 3 * m.dim } })
    local beta = sigmoid(dot(w, concat(m, s, m - s)))
    return beta * s + (1 - beta) * m
end

function nn.transformer(h, options)
    local o = settings("nn.transformer", options, rows)
    local s, r = native.sides("nn.transformer", h, o.over), o.over
    local h_dst = native.want_destinations("nn.transformer", s, r)
    if o.beta and not o.root then fail("nn.transformer: beta = true weighs the node's own part; it needs root = true") end
    local name, H, O = native.layer_name(o.name), o.heads, o.out

    local q = native.project(name .. ".lin_query", h_dst, o.bias, H, O)     -- node [heads, out]
    local k = native.project(name .. ".lin_key", s.src, o.bias, H, O)       -- node [heads, out]
    local v = native.project(name .. ".lin_value", s.src, o.bias, H, O)     -- node [heads, out]
    local key, value = r.src(k), r.src(v)                                   -- edge [heads, out]
    if o.edge then
        local c = native.project(name .. ".lin_edge", o.edge, false, H, O)
        key, value = key + c, value + c
    end
    local w = edge_softmax(dot(r.dst(q), key) / math.sqrt(O), o.mask, r)     -- alpha_ij: edge [heads]
    inspect(name .. ".attention", w)
    local kept = dropout(w, o.attention_dropout)
    local m = native.merge(r.sum_in(kept * value), o.merge)
    if o.root then
        local s = native.project(name .. ".lin_skip", h_dst, o.bias, m.dim)
        m = o.beta and gate(name, m, s) or m + s
    end
    return o.activation and o.activation(m) or m
end
