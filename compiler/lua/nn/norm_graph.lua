-- nn.graph_norm, nn.instance_norm, nn.pair_norm, nn.graph_size_norm, nn.mean_subtraction_norm: nodes brought to a scale that
-- is common to their graph, in training and evaluation alike. nn.layer_norm { over = "graph" } is one of them.
--
--   h node [dim]  ->  node [dim]
--
-- Parameters are named as PyG's norms of these names have them:
--
--   NAME.weight, NAME.bias     [dim]   unless affine = false
--   NAME.mean_scale            [dim]   graph_norm
local native = ...
local settings, check = native.settings, native.check

local function want_nodes(what, h)
    native.want_row(what, h)
    if h.space ~= "node" then native.fail(what .. " takes node rows, found " .. tostring(h), nil, h) end
end

-- The options of a norm that has no parameters, and what follows it.
local function plain_options(what, options, ...)
    return settings(what, options, { { "activation", nil, check.activation }, ... })
end

local function activated(y, o) return o.activation and o.activation(y) or y end

-- Of all numbers of a graph together; each of its rows has as many.
function native.graph_layer_norm(h, eps)
    want_nodes('nn.layer_norm with over = "graph"', h)
    local centred = h - spread(pool_mean(mean(h)))
    return centred * spread(recip(sqrt(pool_mean(mean(square(centred))) + eps)))
end

-- Cai et al. 2021, arXiv:2009.03294, equation (6): as batch_norm within each graph, with a learned share of
-- the mean taken away.
function nn.graph_norm(h, options)
    want_nodes("nn.graph_norm", h)
    local o = native.norm_options("nn.graph_norm", options, true)
    local name = native.norm_name(o)
    local mean_scale = param(name .. ".mean_scale", h.shape, init.ones)
    local centred = h - mean_scale * spread(pool_mean(h))
    local variance = pool_mean(square(centred))
    return native.scaled(centred * spread(recip(sqrt(variance + o.eps))), name, o)
end

-- Ulyanov et al. 2016, arXiv:1607.08022, equation (4), a graph being the instance: each feature's mean and variance over
-- the graph's nodes. As in PyG there is no weight and bias unless affine = true.
function nn.instance_norm(h, options)
    want_nodes("nn.instance_norm", h)
    local o = native.norm_options("nn.instance_norm", options, false)
    local name = native.norm_name(o)
    local centred = h - spread(pool_mean(h))
    local variance = pool_mean(square(centred))
    return native.scaled(centred * spread(recip(sqrt(variance + o.eps))), name, o)
end

-- Zhao and Akoglu 2020, arXiv:1909.12223, equations (10) and (11), within each graph: o_i = h_i - mean h, then
--
--   y_i = scale o_i / sqrt(eps + mean |o|^2)         individually: y_i = scale o_i / (eps + |o_i|)
--
-- The maximum stands under the root: a row of zeros has a gradient, not 0 / 0.
function nn.pair_norm(h, options)
    want_nodes("nn.pair_norm", h)
    local o = plain_options("nn.pair_norm", options, { "scale", 1, check.positive }, { "individually", false, check.boolean },
                            { "eps", 1e-5, check.positive })
    local centred = h - spread(pool_mean(h))
    local size = sum(square(centred))
    if o.individually then return activated(o.scale * centred / (o.eps + sqrt(maximum(size, 1e-30))), o) end
    return activated(o.scale * centred * spread(recip(sqrt(o.eps + pool_mean(size)))), o)
end

-- Dwivedi et al. 2020, arXiv:2003.00982: h_i / sqrt(n), n the number of the graph's nodes.
function nn.graph_size_norm(h, options)
    want_nodes("nn.graph_size_norm", h)
    local o = plain_options("nn.graph_size_norm", options)
    return activated(h * spread(recip(sqrt(maximum(pool_count(), 1)))), o)
end

-- Yang et al. 2020, arXiv:2003.13663: h_i - mean h, the mean over the graph's nodes.
function nn.mean_subtraction_norm(h, options)
    want_nodes("nn.mean_subtraction_norm", h)
    local o = plain_options("nn.mean_subtraction_norm", options)
    return activated(h - spread(pool_mean(h)), o)
end
