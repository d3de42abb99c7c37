-- nn.layer_norm, nn.batch_norm, nn.graph_norm: rows brought to a common scale, then y = weight x + bias.
--
-- Parameters are named and stored as PyTorch's LayerNorm and BatchNorm1d and PyG's GraphNorm have them:
--
--   NAME.weight, NAME.bias                        [dim], [heads, dim] for a row of two dimensions (layer_norm)
--   NAME.running_mean, NAME.running_var           [dim]   batch_norm: states
--   NAME.num_batches_tracked                      [1]     batch_norm: a state, the number of training steps
--   NAME.mean_scale                               [dim]   graph_norm
--
-- PyG's BatchNorm keeps PyTorch's under the name "module": { name = "norm1.module" } reads its weights.
local native = ...
local settings, check = native.settings, native.check

local made = 0      -- norms so far: norm1, norm2, ...

local function next_name(o)
    made = made + 1
    return o.name or "norm" .. made
end

-- weight x + bias, unless affine = false
local function scaled(x, name, o)
    if o.affine then
        local weight = param(name .. ".weight", x.shape, init.ones)
        local bias = param(name .. ".bias", x.shape, init.zeros)
        x = x * weight + bias
    end
    return o.activation and o.activation(x) or x
end

local function want_row(what, h)
    native.want_value(what, h)
    if h.space == "param" or #h.shape ~= 1 then
        native.fail(what .. " takes rows of one dimension, found " .. tostring(h),
                    #h.shape == 2 and "flatten(x) makes one dimension of two" or nil, h)
    end
end

local common = {
    { "affine", true, check.boolean }, { "eps", 1e-5, check.positive }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

local function with(row)
    local rows = { row }
    for _, other in ipairs(common) do rows[#rows + 1] = other end
    return rows
end

-- Ba et al. 2016, arXiv:1607.06450, equation (3): mean and variance of each row by itself.
function nn.layer_norm(h, options)
    native.want_value("nn.layer_norm", h)
    local o = settings("nn.layer_norm", options, common)
    local name = next_name(o)
    local flat = layer_norm(flatten(h), o.eps)
    return scaled(reshape(flat, h.shape), name, o)
end

-- A one for each row: how many rows there are is a sum like any other.
local function row_count(h)
    return op.sum_rows(op.constant { num = 1, space = h.space, shape = { 1 } })
end

-- Ioffe and Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2, as PyTorch's BatchNorm1d: training takes mean
-- and variance over all rows of the graph, evaluation their running averages; those take the variance as
-- n / (n - 1) times the rows' own.
function nn.batch_norm(h, options)
    want_row("nn.batch_norm", h)
    local o = settings("nn.batch_norm", options, with({ "momentum", 0.1, check.probability }))
    local name, dim = next_name(o), h.shape
    local running_mean = state(name .. ".running_mean", dim, init.zeros)
    local running_var = state(name .. ".running_var", dim, init.ones)
    local steps = state(name .. ".num_batches_tracked", { 1 }, init.zeros)

    local n = maximum(row_count(h), 1)
    local mean = op.sum_rows(h) / n
    local variance = op.sum_rows(square(h - mean)) / n
    local unbiased = variance * (n / maximum(n - 1, 1))
    update(running_mean, (1 - o.momentum) * running_mean + o.momentum * mean)
    update(running_var, (1 - o.momentum) * running_var + o.momentum * unbiased)
    update(steps, steps + 1)

    local centred = h - training(mean, running_mean)
    return scaled(centred * recip(sqrt(training(variance, running_var) + o.eps)), name, o)
end

-- Cai et al. 2021, arXiv:2009.03294, equation (6): as batch_norm within each graph, with a learned share of
-- the mean taken away, in training and evaluation alike.
function nn.graph_norm(h, options)
    want_row("nn.graph_norm", h)
    local o = settings("nn.graph_norm", options, common)
    local name = next_name(o)
    if h.space ~= "node" then native.fail("nn.graph_norm takes node rows, found " .. tostring(h), nil, h) end
    local mean_scale = param(name .. ".mean_scale", h.shape, init.ones)
    local centred = h - mean_scale * spread(pool_mean(h))
    local variance = pool_mean(square(centred))
    return scaled(centred * spread(recip(sqrt(variance + o.eps))), name, o)
end
