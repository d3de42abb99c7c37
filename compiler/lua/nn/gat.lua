-- nn.gat: graph attention, Veličković et al. 2018, arXiv:1710.10903, equations (1) to (6); with `edge`,
-- features of the edges take part in the scores as in PyG's GATConv (edge_dim).
--
--   h node [in], edge [D]  ->  node [heads*out] (merge = "concat") or node [out] ("mean", "max")
--
-- Over a relation between two spaces h is { sources, destinations }, or { sources } where scores go by these alone.
--
-- Parameters, named and stored as in PyG's GATConv:
--
--   NAME.lin.weight       [heads*out, in]      W; in memory [in, heads, out]; of a pair lin_src.weight and lin_dst.weight
--   NAME.att_dst          [1, heads, out]      the part of a that meets the destination, z_i
--   NAME.att_src          [1, heads, out]      the part of a that meets the source, z_j
--   NAME.lin_edge.weight  [heads*out, D]       with edge
--   NAME.att_edge         [1, heads, out]      with edge
--   NAME.res.weight       [heads*out, in]      with residual; [out, in] where heads are averaged
--   NAME.bias             [heads*out]          with bias; [out] where heads are averaged
local native = ...
local settings, check = native.settings, native.check

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count }, native.merge_row, native.over_row, native.mask_row,
    { "bias", true, check.boolean }, { "edge", nil, check.edge }, { "attention_dropout", 0, check.probability },
    { "slope", 0.2, check.number }, { "residual", false, check.boolean }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

function nn.gat(h, options)
    local o = settings("nn.gat", options, rows)
    local s = native.sides("nn.gat", h, o.over)
    local name, H, O, r = native.layer_name(o.name), o.heads, o.out, o.over

    local W = native.matrix(name .. (s.one and ".lin" or ".lin_src"), s.src.width, H, O)
    local V = s.one and W or s.dst and native.matrix(name .. ".lin_dst", s.dst.width, H, O)
    local att_dst = s.dst and native.attention(name .. ".att_dst", H, O)
    local att_src = native.attention(name .. ".att_src", H, O)

    local z = matmul(s.src, W)                                      -- z_j = W h_j           node [heads, out]
    local a = s.dst and concat(att_dst, att_src) or att_src
    local ends = s.dst and concat(r.dst(matmul(s.dst, V)), r.src(z)) or r.src(z)
    local score = dot(a, ends)                                      -- (1)                   edge [heads]
    if o.edge then
        local att_edge = native.attention(name .. ".att_edge", H, O)
        score = score + dot(att_edge, native.project(name .. ".lin_edge", o.edge, false, H, O))
    end
    local logit = leaky_relu(score, o.slope)                        -- (3)                   edge [heads]
    local alpha = edge_softmax(logit, o.mask, r)                       -- (2), (3) alpha_ij     edge [heads]
    inspect(name .. ".attention", alpha)
    local kept = dropout(alpha, o.attention_dropout)
    local weighted = r.sum_in(kept * r.src(z))                      -- (4) sum_j alpha_ij z_j
    local merged = native.merge(weighted, o.merge)                  -- (5), (6)
    if o.residual then
        local x = native.want_destinations("nn.gat: residual = true", s, r)
        local R = native.matrix(name .. ".res", x.width, merged.dim)
        merged = merged + matmul(x, R)
    end
    return native.finish(merged, name, o)
end
