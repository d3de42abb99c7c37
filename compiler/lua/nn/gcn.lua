-- nn.gcn: graph convolution, Kipf and Welling 2017, arXiv:1609.02907, equations (2) and (8).
--
--   h node [in], weight edge [1]  ->  node [out]; over a relation of rows of one space
--
-- The self loops of A + I are the graph's: graph { self_loops = "missing" } adds them as PyG's GCNConv does.
--
--   NAME.lin.weight  [out, in]     in memory [in, out]
--   NAME.bias        [out]         with bias
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "bias", true, check.boolean }, native.over_row, { "weight", nil, check.edge },
    { "normalize", true, check.boolean }, { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.gcn(h, options)
    local o = native.settings("nn.gcn", options, rows)
    local s, r = native.sides("nn.gcn", h, o.over), o.over
    if not s.one then native.fail("nn.gcn takes one value, as its weights go by both degrees of a node", "nn.graph_conv") end
    local name = native.layer_name(o.name)
    local z = matmul(h, native.matrix(name .. ".lin", h.width, o.out))      -- node [out]
    if o.normalize then
        local propagate = native.symmetric("nn.gcn's normalize", r, o.weight)
        return native.finish(propagate(z), name, o)
    end
    local message = r.src(z)
    return native.finish(r.sum_in(o.weight and o.weight * message or message), name, o)
end
