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

-- d^(-1/2), and 0 for a node without edges. Where nobody has seen to it that weights are not negative, as those that the
-- model computes, a negative d gives NaN: a node that is cut off should be seen.
local function root_of(d, known)
    local otherwise = known and 0 or detach(sqrt(minimum(d, 0)))
    return select(d, recip(sqrt(maximum(d, 1e-30))), otherwise)
end

function nn.gcn(h, options)
    local o = native.settings("nn.gcn", options, rows)
    local s, r = native.sides("nn.gcn", h, o.over), o.over
    if not s.one then native.fail("nn.gcn takes one value, as its weights go by both degrees of a node", "nn.graph_conv") end
    local name = native.layer_name(o.name)
    local z = matmul(h, native.matrix(name .. ".lin", h.width, o.out))      -- node [out]
    local message = r.src(z)
    if o.weight then message = o.weight * message end
    if o.normalize then
        local why = "nn.gcn's normalize takes the root of their sum at a node"
        local known = not o.weight or native.bound(o.weight, 0, nil, why)
        local d = o.weight and r.sum_in(o.weight) or degree(r)              -- D_ii = sum_j A_ij     node [1]
        local root = root_of(d, known)
        message = r.dst(root) * r.src(root) * message                       -- D^(-1/2) A D^(-1/2)
    end
    return native.finish(r.sum_in(message), name, o)
end
