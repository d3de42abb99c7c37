-- nn.nnconv: edge networks, Gilmer et al. 2017, arXiv:1704.01212, section 5, with the parameters of PyG's NNConv. nn.mpnn is the
-- same with others.
--
--   y_i = agg_j A(a_ij) h_j + W h_i + b,   A(a) = a matrix [in, out], row by row what a perceptron of two layers makes of a
--
--   h node [in], edge [D]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations }, or without root { sources }.
--
-- As in mpnn.lua the products with the second layer are made once a node: with g = inner(a W1 + b1),
-- A(a) h = sum_k g_k (h M_k) + h M, where M_k and M are rows of its weight and its bias.
--
--   NAME.nn.0.weight [hidden, D], NAME.nn.0.bias [hidden]
--   NAME.nn.2.weight [in * out, hidden], NAME.nn.2.bias [in * out]
--   NAME.lin.weight  [out, in]     with root
--   NAME.bias        [out]         with bias
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "hidden", 32, check.count }, native.over_row,
    { "edge", native.REQUIRED, check.edge }, { "aggregate", "sum", check.one_of("sum", "mean", "max") },
    { "inner", relu, check.activation }, { "root", true, check.boolean }, { "bias", true, check.boolean }, native.mask_row,
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

function nn.nnconv(h, options)
    local o = native.settings("nn.nnconv", options, rows)
    local s, r, name = native.sides("nn.nnconv", h, o.over), o.over, native.layer_name(o.name)
    local x, F, O, K = flatten(s.src), s.src.width, o.out, o.hidden
    local g = o.inner(native.project(name .. ".nn.0", o.edge, true, K))                     -- edge [hidden]
    local M = param(name .. ".nn.2.weight", { F * O, K }, init.glorot)
    local M0 = param(name .. ".nn.2.bias", { F * O }, init.zeros)
    local products = matmul(x, reshape(M, { F, O, K }))                                     -- node [out, hidden]
    local message = sum(reshape(g, { 1, K }) * r.src(products)) + r.src(matmul(x, reshape(M0, { F, O })))
    local y = native.aggregators[o.aggregate](message, o.mask, r)
    local own = o.root and native.want_destinations("nn.nnconv: root = true", s, r)
    if o.root then y = y + native.project(name .. ".lin", own, false, O) end
    return native.finish(y, name, o)
end
