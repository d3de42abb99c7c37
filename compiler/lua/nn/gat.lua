-- nn.gat: graph attention, Veličković et al. 2018, arXiv:1710.10903, equations (1) to (6).
--
-- Parameters are named and stored as in PyG's GATConv, so a PyG state dict is read as it is:
--
--   NAME.lin.weight  [heads*out, in]      W; in memory [in, heads, out]
--   NAME.att_dst     [1, heads, out]      the part of a that meets the destination, z_i
--   NAME.att_src     [1, heads, out]      the part of a that meets the source, z_j
--   NAME.res.weight  [heads*out, in]      with residual; [out, in] where heads are averaged
--   NAME.bias        [heads*out]          with bias; [out] where heads are averaged
local native = ...
local settings, check = native.settings, native.check

local made = 0      -- layers so far: conv1, conv2, ...

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count },
    { "merge", "concat", check.one_of("concat", "mean") }, { "bias", true, check.boolean },
    { "attention_dropout", 0, check.probability }, { "slope", 0.2, check.number },
    { "residual", false, check.boolean }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

-- What follows the sum over the neighbours: merge, residual, bias, activation.
local function finish(m, h, name, o)
    -- (5) heads side by side, or (6) their mean
    local y = o.merge == "concat" and flatten(m) or mean_heads(m)
    if o.residual then
        local R = param(name .. ".res.weight", { h.width, y.dim }, init.glorot,
                        { stored = { y.dim, h.width }, transposed = true })
        y = y + matmul(h, R)
    end
    if o.bias then
        local bias = param(name .. ".bias", { y.dim }, init.zeros)
        y = y + bias
    end
    return o.activation and o.activation(y) or y
end

function nn.gat(h, options)
    native.want_value("nn.gat", h)
    local o = settings("nn.gat", options, rows)
    made = made + 1
    local name, H, O = o.name or "conv" .. made, o.heads, o.out

    local W = param(name .. ".lin.weight", { h.width, H, O }, init.glorot,
                    { stored = { H * O, h.width }, transposed = true })
    local attention = { stored = { 1, H, O }, fan_in = H, fan_out = O }     -- PyG's glorot of [1, heads, out]
    local att_dst = param(name .. ".att_dst", { H, O }, init.glorot, attention)
    local att_src = param(name .. ".att_src", { H, O }, init.glorot, attention)

    local z = matmul(h, W)                                          -- z_i = W h_i           node [heads, out]
    local a = concat(att_dst, att_src)
    local e = leaky_relu(dot(a, concat(dst(z), src(z))), o.slope)   -- (1), (3)              edge [heads]
    local w = edge_softmax(e)                                       -- (2), (3) alpha_ij     edge [heads]
    inspect(name .. ".attention", w)
    local kept = dropout(w, o.attention_dropout)
    local m = sum_in(kept * src(z))                                 -- (4) sum_j alpha_ij z_j
    return finish(m, h, name, o)
end
