-- decoder.lua: one number for each pair of rows, its score: nn.inner, nn.bilinear, nn.distmult, nn.pair_mlp.
--
--   h [d] of the rows that the links join, or { of one end, of the other }  ->  links [1], over = what links("NAME", ...) made
--
-- u and v are the rows at the pair's ends, src and dst. inner and distmult are the same for (u, v) and (v, u).
local native = ...
local check, fail = native.check, native.fail

local over_row = { "over", native.REQUIRED, check.links }

-- The rows at the ends, of one width unless `apart`.
local function ends(what, h, over, apart)
    local s = native.sides(what, h, over)
    local u, v = flatten(s.src), flatten(s.dst or native.want_destinations(what, s, over))
    if not apart and u.width ~= v.width then
        fail(what .. ": the rows are " .. tostring(u) .. " and " .. tostring(v) .. "; expected one width",
             "nn.linear(h, { out = 16 }) brings both to one", v)
    end
    return u, v
end

local made = 0      -- decoders with parameters so far: decoder1, decoder2, ...

local function name_of(o)
    made = made + 1
    return o.name or "decoder" .. made
end

-- u . v (Kipf and Welling 2016, arXiv:1611.07308), as PyG's InnerProductDecoder without its sigmoid.
function nn.inner(h, options)
    local o = native.settings("nn.inner", options, { over_row })
    local u, v = ends("nn.inner", h, o.over)
    return dot(o.over.src(u), o.over.dst(v))
end

-- u^T W v + b, as PyTorch's Bilinear with one output. W u is made once a row, not once a pair.
--
--   NAME.weight [1, d, d'], NAME.bias [1]
function nn.bilinear(h, options)
    local o = native.settings("nn.bilinear", options, { over_row, { "bias", true, check.boolean }, { "name", nil, check.text } })
    local name, u, v = name_of(o), ends("nn.bilinear", h, o.over, true)
    local start = init.uniform(1 / math.sqrt(u.width))
    local W = param(name .. ".weight", { u.width, v.width }, start, { stored = { 1, u.width, v.width } })
    local score = dot(o.over.src(matmul(u, W)), o.over.dst(v))
    if o.bias then score = score + param(name .. ".bias", { 1 }, start) end
    return score
end

-- Yang et al. 2015, arXiv:1412.6575, equation (3): sum_i u_i r_i v_i. `relation` says of each pair of which it is, as a row of
-- R numbers with one 1, and r is that relation's; without, there is one relation, and the scores begin as dot products.
--
--   NAME.weight [R, d] as PyG's rel_emb, or [d]
function nn.distmult(h, options)
    local o = native.settings("nn.distmult", options, { over_row, { "relation", nil, function(x, options)
        if not native.is_value(x) or x.space ~= options.over.name then
            return "a value of " .. options.over.name .. ", such as input(" .. options.over.name .. ") { 3 }"
        end
    end }, { "name", nil, check.text } })
    local name, u, v = name_of(o), ends("nn.distmult", h, o.over)
    local r = o.relation and matmul(o.relation, param(name .. ".weight", { o.relation.width, u.width })) or
              param(name .. ".weight", { u.width }, init.ones)
    return dot(o.over.src(u) * r, o.over.dst(v))
end

-- A perceptron of the product of u and v by their elements (merge = "product"), as in OGB's examples (Hu et al. 2020,
-- arXiv:2005.00687), or of both side by side ("concat"). `hidden` are the widths between; {}: linear alone.
--
--   NAME.I.weight [out, in], NAME.I.bias [out]     as PyTorch's Sequential numbers them
function nn.pair_mlp(h, options)
    local o = native.settings("nn.pair_mlp", options, {
        over_row, { "hidden", native.REQUIRED, check.widths }, { "merge", "product", check.one_of("product", "concat") },
        { "inner", relu, check.activation }, { "dropout", 0, check.probability }, { "name", nil, check.text },
    })
    local name, u, v = name_of(o), ends("nn.pair_mlp", h, o.over, o.merge == "concat")
    local a, b = o.over.src(u), o.over.dst(v)
    return native.sequential(name, o.merge == "concat" and concat(a, b) or a * b, o.hidden, 1, o)
end
