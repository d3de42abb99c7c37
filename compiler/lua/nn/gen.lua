-- nn.gen: generalised aggregation, Li et al. 2020, arXiv:2006.07739, sections 3.2 to 3.4, as PyG's GENConv:
--
--   m_ij = relu(h_j + a_ij) + eps,  y_i = mlp(h_i + agg_j m_ij)
--
--   aggregate = "softmax"     sum_j softmax_j(t m_ij) m_ij, per column                                 equation (3)
--               "power"       (mean_j m_ij^p)^(1/p), m and the mean held between 1e-4 and 100          equation (4)
--               "sum", "mean", "max"
--
-- With message_norm the aggregate is s |h_i| o_i / |o_i| of it, o_i, equation (5). mlp = a linear layer to expansion * out
-- numbers, a norm, an activation, a linear layer.
--
--   h node [in], edge [D]  ->  node [out]
--
-- Over a relation between two spaces h is { sources, destinations }.
--
-- Parameters, named and stored as in PyG:
--
--   NAME.lin_src.weight [out, in], NAME.lin_dst.weight [out, in]     where in is not out; .bias [out] with bias
--   NAME.lin_edge.weight [out, D]                                    where D is not out; .bias [out] with bias
--   NAME.aggr_module.t, NAME.aggr_module.p  [1]                      with train_t, train_p
--   NAME.msg_norm.scale  [1]                                         with message_norm; a state unless train_scale
--   NAME.mlp.0.weight [expansion * out, out], NAME.mlp.1.*, NAME.mlp.4.weight [out, expansion * out]; .bias with bias
local native = ...
local check = native.check

local rows = {
    { "out", native.REQUIRED, check.count }, { "aggregate", "softmax", check.one_of("softmax", "power", "sum", "mean", "max") },
    { "t", 1, check.number }, { "train_t", false, check.boolean }, { "p", 1, check.positive }, { "train_p", false, check.boolean },
    { "message_norm", false, check.boolean }, { "train_scale", false, check.boolean }, { "norm", "batch", check.norm },
    { "expansion", 2, check.count }, { "eps", 1e-7, check.not_negative }, { "bias", false, check.boolean }, native.over_row,
    { "edge", nil, check.edge }, { "dropout", 0, check.probability }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

local function number(name, trained, start)
    return trained and param(name, { 1 }, init.constant(start)) or start
end

local function aggregate(m, name, o)
    local r, bounded = o.over, nil
    if o.aggregate == "softmax" then
        local t = number(name .. ".aggr_module.t", o.train_t, o.t)
        return r.sum_in(edge_softmax(t * m, nil, r) * m)
    elseif o.aggregate == "power" then
        local p = number(name .. ".aggr_module.p", o.train_p, o.p)
        bounded = clamp(mean_in(exp(p * log(clamp(m, 1e-4, 100))), nil, r), 1e-4, 100)
        return exp(log(bounded) / p)
    end
    return native.aggregators[o.aggregate](m, nil, r)
end

-- A Linear where the width is not out.
local function fitted(x, name, o)
    x = flatten(x)
    return x.width == o.out and x or native.project(name, x, o.bias, o.out)
end

local function perceptron(h, name, o)
    local inner = native.project(name .. ".0", h, o.bias, o.expansion * o.out)
    inner = relu(native.normalized(inner, o.norm, name .. ".1"))
    return native.project(name .. ".4", dropout(inner, o.dropout), o.bias, o.out)
end

function nn.gen(h, options)
    local o = native.settings("nn.gen", options, rows)
    local s, r, name = native.sides("nn.gen", h, o.over), o.over, native.layer_name(o.name)
    local own = flatten(native.want_destinations("nn.gen", s, r))
    local z = fitted(s.src, name .. ".lin_src", o)
    local message = r.src(z)
    if o.edge then message = message + fitted(o.edge, name .. ".lin_edge", o) end
    local y = aggregate(relu(message) + o.eps, name, o)
    if o.message_norm then
        local make = o.train_scale and param or state
        local size = sqrt(maximum(sum(square(own)), 1e-30))
        y = l2_normalize(y) * size * make(name .. ".msg_norm.scale", { 1 }, init.ones)
    end
    y = perceptron(y + fitted(own, name .. ".lin_dst", o), name .. ".mlp", o)
    return o.activation and o.activation(y) or y
end
