-- nn.film: feature-wise linear modulation of messages, Brockschmidt 2020, arXiv:1906.12192, equation (4), as PyG's FiLMConv:
--
--   y_i = act(gamma_0 * S h_i + beta_0) + sum_r agg_j act(gamma_ri * W_r h_j + beta_ri)
--   [beta_r, gamma_r] = F_r h_i + f_r,  [beta_0, gamma_0] = F_0 h_i
--
--   h node [in]  ->  node [out], over = a relation, or a list of relations between the same rows
--
-- Over relations between two spaces h is { sources, destinations }.
--
-- Parameters, named and stored as in PyG, R the relation's number in the list, from 0:
--
--   NAME.lins.R.weight     [out, in]          NAME.lin_skip.weight   [out, in]
--   NAME.films.R.weight    [2 out, in]        NAME.films.R.bias [2 out]
--   NAME.film_skip.weight  [2 out, in]
local native = ...
local check = native.check

local function check_over(x)
    if check.relation(x) and check.relations(x) then return "a relation, or " .. check.relations(x) end
end

local rows = {
    { "out", native.REQUIRED, check.count }, { "over", edge, check_over },
    { "aggregate", "mean", check.one_of("mean", "sum", "max") }, { "inner", relu, check.inner },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

-- beta and gamma: [out] each.
local function halves(v) return slice(v, 0, v.dim // 2), slice(v, v.dim // 2, v.dim // 2) end

function nn.film(h, options)
    local o = native.settings("nn.film", options, rows)
    local over = check.relation(o.over) and o.over or { o.over }
    local name, y = native.layer_name(o.name), nil
    local function act(v) return o.inner and o.inner(v) or v end
    for i, r in ipairs(over) do
        local s, at = native.sides("nn.film", h, r), "." .. i - 1
        local own = native.want_destinations("nn.film", s, r)
        if not y then
            local beta, gamma = halves(native.project(name .. ".film_skip", own, false, 2 * o.out))
            y = act(gamma * native.project(name .. ".lin_skip", own, false, o.out) + beta)
        end
        local beta, gamma = halves(native.project(name .. ".films" .. at, own, true, 2 * o.out))
        local z = native.project(name .. ".lins" .. at, s.src, false, o.out)
        y = y + native.aggregators[o.aggregate](act(r.dst(gamma) * r.src(z) + r.dst(beta)), nil, r)
    end
    return o.activation and o.activation(y) or y
end
