-- nn.cheb: Chebyshev polynomials of the Laplacian, Defferrard et al. 2016, arXiv:1606.09375, equation (4):
--
--   y = sum_k T_k W_k + b for k below order,  T_0 = h,  T_1 = L h,  T_k = 2 L T_{k-1} - T_{k-2},  L = 2 / lambda_max (I - c) - I
--   c_ij = a_ij / sqrt(d_i d_j) ("sym"), a_ij / d_j ("rw"),  d_j = sum_i a_ij over the edges out of j, 1 / 0 = 0
--
--   h node [in], weight edge [1]  ->  node [out]; over a relation of rows of one space
--
-- A graph's self loops do not take part. lambda_max is 2, the largest that it can be, unless given.
--
-- Parameters, named and stored as in PyG's ChebConv:
--
--   NAME.lins.K.weight  [out, in]    K from 0; in memory [in, out]
--   NAME.bias           [out]        with bias
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "order", native.REQUIRED, check.count },
    { "normalize", "sym", check.one_of("sym", "rw") }, { "lambda_max", 2, check.positive }, native.over_row,
    { "weight", nil, check.edge }, { "bias", true, check.boolean }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

-- L, as a function of rows.
local function laplacian(o)
    local r, known = o.over, native.known_weights("nn.cheb", o.weight)
    local between = 1 - op.self_loop { space = r.name }                         -- edge [1]
    local a = o.weight and between * o.weight or between
    local root = native.root_of(r.sum_out(a), known)                            -- D^(-1/2)      node [1]
    local scale, diagonal = 2 / o.lambda_max, 2 / o.lambda_max - 1
    return function(x)
        local c = o.normalize == "sym" and r.dst(root) * r.src(root) or r.src(square(root))
        return diagonal * x - scale * r.sum_in(c * a * r.src(x))
    end
end

function nn.cheb(h, options)
    local o = native.settings("nn.cheb", options, rows)
    local T = native.want_one("nn.cheb", h, o.over)
    local name, L, before = native.layer_name(o.name), laplacian(o), nil
    local y = native.project(name .. ".lins.0", T, false, o.out)
    for k = 1, o.order - 1 do
        before, T = T, before and 2 * L(T) - before or L(T)
        y = y + native.project(name .. ".lins." .. k, T, false, o.out)
    end
    return native.finish(y, name, o)
end
