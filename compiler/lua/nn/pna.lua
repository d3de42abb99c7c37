-- nn.pna: principal neighbourhood aggregation, Corso et al. 2020, arXiv:2004.05718, equations (7) and (8), as PyG's PNAConv: in
-- each tower
--
--   m_ij = pre [h_i, h_j, E a_ij],  M_i = [agg_j m_ij for each aggregator],  y_i = post [h_i, s_1(d_i) M_i, s_2(d_i) M_i, ...]
--
-- then one linear layer of the towers side by side. Aggregators: "mean", "min", "max", "sum", "std", "var" (n and not n - 1
-- below the bar). Scalers, d the number of edges into i: "identity" 1, "amplification" log(d + 1) / delta, "attenuation"
-- delta / log(max(d, 1) + 1), "linear" d / lambda, "inverse_linear" lambda / max(d, 1).
--
-- delta = the mean of log(d + 1) and lambda = the mean of d are the graph's that training sees, and are kept for evaluation; or
-- they are those of degrees = { n_0, n_1, ... }, as many rows with 0 edges, with 1, ...
--
--   h node [in], edge [D]  ->  node [out]
--
-- Parameters, named and stored as in PyG's PNAConv, T a tower's number from 0:
--
--   NAME.aggr_module.avg_deg_log, NAME.aggr_module.avg_deg_lin  [1]     delta and lambda: states
--   NAME.edge_encoder.weight [F, D], NAME.edge_encoder.bias [F]         E, with edge; F = in, or in / towers with divide_input
--   NAME.pre_nns.T.I.weight, .bias                                      I = 0, 2, ...: [F, 2 F], or [F, 3 F] with edge, then [F, F]
--   NAME.post_nns.T.I.weight, .bias                                     [out / towers, ...]
--   NAME.lin.weight [out, out], NAME.lin.bias [out]
local native = ...
local check, fail = native.check, native.fail

local scaled_by = {
    identity = function() end,
    amplification = function(d, delta) return log(d + 1) / delta end,
    attenuation = function(d, delta) return delta / log(maximum(d, 1) + 1) end,
    linear = function(d, _, lambda) return d / lambda end,
    inverse_linear = function(d, _, lambda) return lambda / maximum(d, 1) end,
}

local aggregated_by = {
    mean = function(m, r) return mean_in(m, nil, r) end, sum = function(m, r) return r.sum_in(m) end,
    min = min_in, max = function(m, r) return r.max_in(m) end,
    var = function(m, r) return var_in(m, nil, r) end, std = function(m, r) return std_in(m, nil, nil, r) end,
}

local function check_words(...)
    local check_word = check.one_of(...)
    return function(x)
        local expected = "a list of words, each " .. check_word()
        if type(x) ~= "table" or native.is_value(x) or #x == 0 then return expected end
        for _, word in ipairs(x) do
            if check_word(word) then return expected end
        end
    end
end
local check_aggregators = check_words("mean", "min", "max", "sum", "std", "var")
local check_scalers = check_words("identity", "amplification", "attenuation", "linear", "inverse_linear")

local function check_degrees(x)
    local expected, rows = "a list of how many rows have 0 edges, 1, ..., some of which have one", 0
    if type(x) ~= "table" or native.is_value(x) then return expected end
    for degree, n in ipairs(x) do
        if check.not_negative(n) then return expected end
        rows = degree > 1 and rows + n or rows
    end
    if rows == 0 then return expected end
end

local rows = {
    { "out", native.REQUIRED, check.count }, { "aggregators", { "mean", "min", "max", "std" }, check_aggregators },
    { "scalers", { "identity", "amplification", "attenuation" }, check_scalers }, { "towers", 1, check.count },
    { "divide_input", false, check.boolean }, { "pre_layers", 1, check.count }, { "post_layers", 1, check.count },
    native.over_row, { "edge", nil, check.edge }, { "degrees", nil, check_degrees },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

-- The mean of f(d) over the rows that `degrees` counts.
local function mean_of_degrees(degrees, f)
    local total, count = 0, 0
    for i, n in ipairs(degrees) do
        total, count = total + n * f(i - 1), count + n
    end
    return total / count
end

-- What is kept of the degrees: that of the option, or of the graph that training sees.
local function kept(name, o, d, f, f_of_number)
    if o.degrees then return state(name, { 1 }, init.constant(mean_of_degrees(o.degrees, f_of_number))) end
    local s = state(name, { 1 }, init.ones)
    local one = op.constant { num = 1, space = o.over.to, shape = { 1 } }
    local seen = op.sum_rows(f(d)) / maximum(op.sum_rows(one), 1)
    update(s, seen)
    return training(seen, s)
end

local function layers_of(name, h, width, count)
    for i = 1, count - 1 do h = native.project(name .. "." .. 2 * i, relu(h), true, width) end
    return h
end

-- [x, s_1 M, s_2 M, ...] W + b: a row's number goes past the product.
local function scaled_product(name, x, M, scales, out)
    local W = native.matrix(name, x.width + #scales * M.width, out)
    local y = matmul(x, native.rows_of(W, 0, x.width)) + param(name .. ".bias", { out }, init.zeros)
    for i, scale in ipairs(scales) do
        local part = matmul(M, native.rows_of(W, x.width + (i - 1) * M.width, M.width))
        y = y + (scale and scale * part or part)
    end
    return y
end

-- What one tower makes of the sources' and destinations' rows, of one width, and of what the edges' features became.
local function tower(name, of, x_src, x_dst, edges, scales, o)
    local r, M = o.over, nil
    local parts = { r.dst(x_dst), r.src(x_src), edges }
    local m = native.project_parts(name .. ".pre_nns." .. of .. ".0", parts, true, x_src.width)
    m = layers_of(name .. ".pre_nns." .. of, m, x_src.width, o.pre_layers)              -- edge [F]
    for _, word in ipairs(o.aggregators) do
        local part = aggregated_by[word](m, r)
        M = M and concat(M, part) or part
    end
    local width = o.out // o.towers
    local y = scaled_product(name .. ".post_nns." .. of .. ".0", x_dst, M, scales, width)
    return layers_of(name .. ".post_nns." .. of, y, width, o.post_layers)
end

local function check_widths(s, o)
    if s.src.width ~= s.dst.width then
        fail("nn.pna takes sources and destinations of one width, found " .. tostring(s.src) .. " and " .. tostring(s.dst))
    end
    if o.out % o.towers ~= 0 or (o.divide_input and s.src.width % o.towers ~= 0) then
        fail("nn.pna: towers = " .. o.towers .. " must divide out, " .. o.out ..
             (o.divide_input and ", and the width of the rows, " .. s.src.width or ""))
    end
end

function nn.pna(h, options)
    local o = native.settings("nn.pna", options, rows)
    local s, r = native.sides("nn.pna", h, o.over), o.over
    native.want_destinations("nn.pna", s, r)
    check_widths(s, o)
    local name, d, scales, y = native.layer_name(o.name), degree(r), {}, nil
    local delta = kept(name .. ".aggr_module.avg_deg_log", o, d, function(x) return log(x + 1) end,
                       function(x) return math.log(x + 1) end)
    local lambda = kept(name .. ".aggr_module.avg_deg_lin", o, d, function(x) return x end, function(x) return x end)
    for i, word in ipairs(o.scalers) do scales[i] = scaled_by[word](d, delta, lambda) or false end
    local width = o.divide_input and s.src.width // o.towers or s.src.width
    local edges = o.edge and native.project(name .. ".edge_encoder", o.edge, true, width) or nil
    for t = 0, o.towers - 1 do
        local function part(x) return o.divide_input and slice(flatten(x), t * width, width) or flatten(x) end
        local said = tower(name, t, part(s.src), part(s.dst), edges, scales, o)
        y = y and concat(y, said) or said
    end
    y = native.project(name .. ".lin", y, true, o.out)
    return o.activation and o.activation(y) or y
end
