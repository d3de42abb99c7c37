-- propagate.lua: rows spread along edges with fixed weights: nn.lg, nn.appnp, nn.sg, nn.ssg, nn.tag, nn.mixhop.
--
--   c_ij = a_ij / sqrt(d_i d_j), a_ij = weight or 1, d_i = sum_j a_ij over the edges into i        A h = sum_j c_ij h_j
--
-- The self loops of A + I are the graph's: graph { self_loops = "missing" } adds them as PyG does for all of these but
-- nn.lg and nn.tag.
--
--   h node [in], weight edge [1]  ->  node [out], or [in]; over a relation of rows of one space
local native = ...
local settings, check = native.settings, native.check

-- d^(-1/2), and 0 for a node without edges. Where nobody has seen to it that weights are not negative, as those that the
-- model computes, a negative d gives NaN: a node that is cut off should be seen.
function native.root_of(d, known)
    local otherwise = known and 0 or detach(sqrt(minimum(d, 0)))
    return select(d, recip(sqrt(maximum(d, 1e-30))), otherwise)
end

-- Has somebody seen to it that these weights, nil for 1, are not negative?
function native.known_weights(what, weight)
    return not weight or native.bound(weight, 0, nil, what .. " takes the root of their sum at a node")
end

-- A, as a function of rows h and, if there is one, of a factor of each edge, edge [1].
function native.symmetric(what, r, weight)
    local known = native.known_weights(what, weight)
    local d = weight and r.sum_in(weight) or degree(r)                      -- D_ii = sum_j A_ij     node [1]
    local root = native.root_of(d, known)
    return function(h, factor)
        local message = r.src(h)
        if weight then message = weight * message end
        if factor then message = factor * message end
        return r.sum_in(r.dst(root) * r.src(root) * message)                -- D^(-1/2) A D^(-1/2)
    end
end

-- The same; or, without normalize, the sum with the weights alone.
function native.spreader(what, r, weight, normalize)
    if normalize then return native.symmetric(what, r, weight) end
    return function(h, factor)
        local message = r.src(h)
        if weight then message = weight * message end
        return r.sum_in(factor and factor * message or message)
    end
end

local hops_row = { "hops", native.REQUIRED, check.count }
local shared_rows = { native.over_row, { "weight", nil, check.edge }, { "activation", nil, check.activation },
                      { "name", nil, check.text } }

local function options_of(what, options, ...)
    local rows = { ... }
    for _, row in ipairs(shared_rows) do rows[#rows + 1] = row end
    return settings(what, options, rows)
end

local function activated(y, o) return o.activation and o.activation(y) or y end

-- LightGCN, He et al. 2020, arXiv:2002.02126, equation (3): A h, as PyG's LGConv.
function nn.lg(h, options)
    local o = options_of("nn.lg", options, { "normalize", true, check.boolean })
    local x = native.want_one("nn.lg", h, o.over)
    return activated(native.spreader("nn.lg", o.over, o.weight, o.normalize)(x), o)
end

-- Gasteiger et al. 2019, arXiv:1810.05997, equation (4): z <- (1 - alpha) A z + alpha h, from z = h, as PyG's APPNP. Dropout
-- is that of the edges, in each hop anew.
function nn.appnp(h, options)
    local o = options_of("nn.appnp", options, { "hops", 10, check.count }, { "alpha", 0.1, check.probability },
                         { "dropout", 0, check.probability })
    local x = native.want_one("nn.appnp", h, o.over)
    local spread_along, z = native.symmetric("nn.appnp", o.over, o.weight), x
    local function kept_edges() return o.dropout > 0 and op.keep { num = o.dropout, shape = { 1 }, space = o.over.name } or nil end
    for _ = 1, o.hops do z = (1 - o.alpha) * spread_along(z, kept_edges()) + o.alpha * x end
    return activated(z, o)
end

-- Wu et al. 2019, arXiv:1902.07153, equation (8): (A^hops h) W + b, as PyG's SGConv.
--
--   NAME.lin.weight [out, in], NAME.lin.bias [out]
function nn.sg(h, options)
    local o = options_of("nn.sg", options, { "out", native.REQUIRED, check.count }, hops_row, { "bias", true, check.boolean })
    local x = native.want_one("nn.sg", h, o.over)
    local name, spread_along = native.layer_name(o.name), native.symmetric("nn.sg", o.over, o.weight)
    for _ = 1, o.hops do x = spread_along(x) end
    return activated(native.project(name .. ".lin", x, o.bias, o.out), o)
end

-- Zhu and Koniusz 2021 (ICLR), equation (7): (alpha h + (1 - alpha) / hops sum_k A^k h) W + b, k from 1 to hops, as PyG's
-- SSGConv, whose alpha it is.
--
--   NAME.lin.weight [out, in], NAME.lin.bias [out]
function nn.ssg(h, options)
    local o = options_of("nn.ssg", options, { "out", native.REQUIRED, check.count }, hops_row,
                         { "alpha", 0.1, check.probability }, { "bias", true, check.boolean })
    local x = native.want_one("nn.ssg", h, o.over)
    local name, spread_along, all = native.layer_name(o.name), native.symmetric("nn.ssg", o.over, o.weight), nil
    local z = x
    for _ = 1, o.hops do
        z = spread_along(z)
        all = all and all + z or z
    end
    local mixed = o.alpha * x + ((1 - o.alpha) / o.hops) * all
    return activated(native.project(name .. ".lin", mixed, o.bias, o.out), o)
end

-- Du et al. 2017, arXiv:1710.10370, equation (5): sum_k A^k h W_k + b, k from 0 to hops, as PyG's TAGConv.
-- normalize = false: the weights, or ones, instead of c.
--
--   NAME.lins.K.weight [out, in], NAME.bias [out]
function nn.tag(h, options)
    local o = options_of("nn.tag", options, { "out", native.REQUIRED, check.count }, { "hops", 3, check.count },
                         { "normalize", true, check.boolean }, { "bias", true, check.boolean })
    local x = native.want_one("nn.tag", h, o.over)
    local name, spread_along = native.layer_name(o.name), native.spreader("nn.tag", o.over, o.weight, o.normalize)
    local y = native.project(name .. ".lins.0", x, false, o.out)
    for k = 1, o.hops do
        x = spread_along(x)
        y = y + native.project(name .. ".lins." .. k, x, false, o.out)
    end
    return native.finish(y, name, o)
end

local function check_powers(x)
    local expected = "a list of whole numbers of at least 0, such as { 0, 1, 2 }"
    if type(x) ~= "table" or native.is_value(x) or #x == 0 then return expected end
    for _, power in ipairs(x) do
        if check.count_or_zero(power) then return expected end
    end
end

-- Abu-El-Haija et al. 2019, arXiv:1905.00067, equation (2): [A^j h W_j for each power j] + b side by side, as PyG's MixHopConv.
--
--   NAME.lins.I.weight [out, in], I from 0;  NAME.bias [powers * out]
function nn.mixhop(h, options)
    local o = options_of("nn.mixhop", options, { "out", native.REQUIRED, check.count },
                         { "powers", { 0, 1, 2 }, check_powers }, { "bias", true, check.boolean })
    local x = native.want_one("nn.mixhop", h, o.over)
    local name, spread_along = native.layer_name(o.name), native.symmetric("nn.mixhop", o.over, o.weight)
    local power, parts = { [0] = x }, {}
    for i, j in ipairs(o.powers) do
        for k = 1, j do power[k] = power[k] or spread_along(power[k - 1]) end
        parts[i] = native.project(name .. ".lins." .. i - 1, power[j], false, o.out)
    end
    return native.finish(concat(table.unpack(parts)), name, o)
end
