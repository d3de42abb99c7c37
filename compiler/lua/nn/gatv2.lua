-- nn.gatv2: graph attention whose ranking of the neighbours depends on the node that asks,
-- Brody et al. 2022, arXiv:2105.14491, equation (7), with features of the edges as in PyG's GATv2Conv.
--
--   h node [in], edge [D]  ->  node [heads*out] (merge = "concat") or node [out] ("mean", "max")
--
-- Over a relation between two spaces h is { sources, destinations }.
--
-- Parameters, named and stored as in PyG's GATv2Conv:
--
--   NAME.att              [1, heads, out]      a
--   NAME.lin_l.weight     [heads*out, in]      the part of W that meets the source; in memory [in, heads, out]
--   NAME.lin_r.weight     [heads*out, in]      the part that meets the destination; none with share_weights
--   NAME.lin_l.bias       [heads*out]          with bias, likewise lin_r
--   NAME.lin_edge.weight  [heads*out, D]       with edge
--   NAME.res.weight       [heads*out, in]      with residual; [out, in] where heads are not side by side
--   NAME.bias             [heads*out]          with bias; [out] where heads are not side by side
local native = ...
local settings, check, fail = native.settings, native.check, native.fail

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count }, native.merge_row, native.over_row, native.mask_row,
    { "bias", true, check.boolean }, { "share_weights", false, check.boolean }, { "edge", nil, check.edge },
    { "attention_dropout", 0, check.probability }, { "slope", 0.2, check.number }, { "residual", false, check.boolean },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.gatv2(h, options)
    local o = settings("nn.gatv2", options, rows)
    local s = native.sides("nn.gatv2", h, o.over)
    local h_dst, way = native.want_destinations("nn.gatv2", s, o.over), o.over
    if o.share_weights and not s.one then fail("nn.gatv2: share_weights = true takes one value, which is both ends'") end
    local name, H, O = native.layer_name(o.name), o.heads, o.out

    local att = native.attention(name .. ".att", H, O)
    local l = native.project(name .. ".lin_l", s.src, o.bias, H, O)                             -- node [heads, out]
    local r = o.share_weights and l or native.project(name .. ".lin_r", h_dst, o.bias, H, O)    -- node [heads, out]

    local hidden = way.src(l) + way.dst(r)                          -- W [h_i, h_j]          edge [heads, out]
    if o.edge then hidden = hidden + native.project(name .. ".lin_edge", o.edge, false, H, O) end
    local e = dot(att, leaky_relu(hidden, o.slope))                 -- (7)                   edge [heads]
    local w = edge_softmax(e, o.mask, way)                             -- alpha_ij              edge [heads]
    inspect(name .. ".attention", w)
    local kept = dropout(w, o.attention_dropout)
    local m = way.sum_in(kept * way.src(l))                         -- sum_j alpha_ij W_l h_j
    if not o.residual then return native.finish(native.merge(m, o.merge), name, o) end
    local merged = native.merge(m, o.merge)
    local R = native.matrix(name .. ".res", h_dst.width, merged.dim)
    return native.finish(merged + matmul(h_dst, R), name, o)
end
