-- nn.hypergraph: hypergraph convolution and attention, Bai et al. 2021, arXiv:1901.08150, equations (4) and (8), as PyG's
-- HypergraphConv has them. A hypergraph is a space of hyperedges, and a relation from the nodes to those that they are in:
--
--   y_e = B_e sum_{v in e} alpha_ve z_v,   x'_v = D_v sum_{e of v} alpha_ve y_e + b,   z = h W
--   B_e = 1 / nodes of e,  D_v = 1 / the sum of the weights of v's hyperedges, 1 / 0 = 0
--
-- alpha = 1, or with features of hyperedges a softmax of leaky_relu(a [z_v, W features_e]) over the nodes of e (softmax =
-- "node") or over the hyperedges of v ("edge"). Weights divide and do not multiply, as in PyG.
--
--   h node [in], weight hyperedge [1], features hyperedge [D]  ->  node [heads*out] (merge = "concat") or node [out]
--
-- Parameters, named and stored as in PyG:
--
--   NAME.lin.weight  [heads*out, in]     in memory [in, heads, out]; D is in where there are features
--   NAME.att         [1, heads, 2 out]   with features
--   NAME.bias        [heads*out]         with bias; [out] where heads are not side by side
local native = ...
local settings, check, is_value = native.settings, native.check, native.is_value

local function check_hyperedges(x, options)
    if not is_value(x) or x.space ~= options.over.to then return "a value of " .. options.over.to end
end

local rows = {
    { "out", native.REQUIRED, check.count }, { "heads", 1, check.count }, native.merge_row,
    { "over", native.REQUIRED, check.relation }, { "weight", nil, check_hyperedges }, { "features", nil, check_hyperedges },
    { "softmax", "node", check.one_of("node", "edge") }, { "slope", 0.2, check.number },
    { "attention_dropout", 0, check.probability }, { "bias", true, check.boolean }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

-- 1 / x of what counts or weighs, 0 of nothing.
local function share(x) return select(x, recip(maximum(x, 1e-30)), 0) end

-- alpha, one number for each node in a hyperedge and each head.
local function attention(z, W, name, o)
    local r, H, O = o.over, o.heads, o.out
    local att = native.attention(name .. ".att", H, 2 * O)
    local score = dot(att, concat(r.src(z), r.dst(matmul(o.features, W))))
    local alpha = edge_softmax(leaky_relu(score, o.slope), nil, o.softmax == "node" and r or reversed(r))
    inspect(name .. ".attention", alpha)
    return dropout(alpha, o.attention_dropout)
end

function nn.hypergraph(h, options)
    local o = settings("nn.hypergraph", options, rows)
    local r, name, H, O = o.over, native.layer_name(o.name), o.heads, o.out
    local x = native.sides("nn.hypergraph", is_value(h) and { h } or h, r).src
    local W = native.matrix(name .. ".lin", x.width, H, O)
    local z = matmul(x, W)                                                              -- node [heads, out]
    local alpha = o.features and attention(z, W, name, o) or 1
    local weights = o.weight and r.sum_out(r.dst(o.weight)) or degree(reversed(r))      -- node [1]
    local y = share(degree(r)) * r.sum_in(alpha * r.src(z))                             -- hyperedge [heads, out]
    local m = share(weights) * r.sum_out(alpha * r.dst(y))
    return native.finish(native.merge(m, o.merge), name, o)
end
