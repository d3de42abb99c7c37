-- nn.gated_graph: gated graph neural networks, Li et al. 2016, arXiv:1511.05493, section 3.2, as PyG's GatedGraphConv:
--
--   x <- GRU(agg_j a_ij x_j W_t, x) for t below layers, from x = h with zeros behind up to `out` numbers
--
--   h node [in], in <= out, weight edge [1]  ->  node [out]; over a relation of rows of one space
--
-- Parameters, named and stored as in PyG:
--
--   NAME.weight         [layers, out, out]     applied as x W
--   NAME.rnn.weight_ih  [3 out, out], ...      gru.lua
local native = ...
local check, fail = native.check, native.fail

local rows = {
    { "out", native.REQUIRED, check.count }, { "layers", native.REQUIRED, check.count },
    { "aggregate", "sum", check.one_of("sum", "mean", "max") }, native.over_row, native.mask_row, { "weight", nil, check.edge },
    { "bias", true, check.boolean }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.gated_graph(h, options)
    local o = native.settings("nn.gated_graph", options, rows)
    local x, r, F = native.want_one("nn.gated_graph", h, o.over), o.over, o.out
    if x.width > F then fail("nn.gated_graph: out is " .. F .. "; expected at least the width of the rows, " .. x.width, nil, x) end
    if x.width < F then x = concat(x, op.constant { num = 0, space = x.space, shape = { F - x.width } }) end
    local name = native.layer_name(o.name)
    local W = param(name .. ".weight", { o.layers, F, F }, init.uniform(1 / math.sqrt(F)))
    local step = native.gru_cell(name .. ".rnn", F, F, o.bias)
    for t = 0, o.layers - 1 do
        local W_t = reshape(slice(flatten(W), t * F * F, F * F), { F, F })
        local message = r.src(matmul(x, W_t))
        if o.weight then message = o.weight * message end
        x = step(native.aggregators[o.aggregate](message, o.mask, r), x)
    end
    return o.activation and o.activation(x) or x
end
