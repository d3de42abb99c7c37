-- nn.pdn: pathfinder discovery, Rozemberczki et al. 2021, arXiv:2010.12878, equation (3), as PyG's PDNConv: the weights of the
-- edges are made of their features,
--
--   y = A (h W) + b,   a_ij = sigmoid(mlp of the features of ij), a_ii = 1 where no self loop is;  A as in propagate.lua
--
--   h node [in], edge [D]  ->  node [out]
--
-- The self loops that are missing are the layer's own: graph { } is to add none.
--
-- Parameters, named and stored as in PyG:
--
--   NAME.mlp.0.weight [hidden, D], NAME.mlp.0.bias [hidden], NAME.mlp.2.weight [1, hidden], NAME.mlp.2.bias [1]
--   NAME.lin.weight [out, in], NAME.bias [out]
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "hidden", native.REQUIRED, check.count }, native.over_row,
    { "edge", native.REQUIRED, check.edge }, { "bias", true, check.boolean }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

function nn.pdn(h, options)
    local o = native.settings("nn.pdn", options, rows)
    local x, r, name = native.want_one("nn.pdn", h, o.over), o.over, native.layer_name(o.name)
    local inner = relu(native.project(name .. ".mlp.0", o.edge, true, o.hidden))
    local a = sigmoid(native.project(name .. ".mlp.2", inner, true, 1))                     -- edge [1]
    local missing = 1 - minimum(r.sum_in(op.self_loop { space = r.name }), 1)               -- node [1]
    local root = recip(sqrt(maximum(r.sum_in(a) + missing, 1e-30)))
    local z = native.project(name .. ".lin", x, false, o.out)
    local y = r.sum_in(r.dst(root) * r.src(root) * a * r.src(z)) + square(root) * missing * z
    return native.finish(y, name, o)
end
