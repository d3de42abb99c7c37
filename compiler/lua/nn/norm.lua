-- nn.layer_norm, nn.batch_norm: rows brought to a common scale, then y = weight x + bias. Norms within each graph:
-- norm_graph.lua.
--
-- Parameters are named and stored as PyTorch's LayerNorm and BatchNorm1d have them:
--
--   NAME.weight, NAME.bias                        [dim], [heads, dim] for a row of two dimensions (layer_norm)
--   NAME.running_mean, NAME.running_var           [dim]   batch_norm: states
--   NAME.num_batches_tracked                      [1]     batch_norm: a state, the number of training steps
--
-- PyG's BatchNorm keeps PyTorch's under the name "module": { name = "norm1.module" } reads its weights.
local native = ...
local settings, check = native.settings, native.check

local made = 0      -- norms so far: norm1, norm2, ...

function native.norm_name(o)
    made = made + 1
    return o.name or "norm" .. made
end

-- weight x + bias, unless affine = false
function native.scaled(x, name, o)
    if o.affine then
        local weight = param(name .. ".weight", x.shape, init.ones)
        local bias = param(name .. ".bias", x.shape, init.zeros)
        x = x * weight + bias
    end
    return o.activation and o.activation(x) or x
end

function native.want_row(what, h)
    native.want_value(what, h)
    if h.space == "param" or #h.shape ~= 1 then
        native.fail(what .. " takes rows of one dimension, found " .. tostring(h),
                    #h.shape == 2 and "flatten(x) makes one dimension of two" or nil, h)
    end
end

-- The options of a norm: those of all, and its own.
function native.norm_options(what, options, affine, ...)
    return settings(what, options, {
        { "affine", affine, check.boolean }, { "eps", 1e-5, check.positive }, { "activation", nil, check.activation },
        { "name", nil, check.text }, ...
    })
end

-- Ba et al. 2016, arXiv:1607.06450, equation (3): mean and variance of each row by itself; over = "graph": of all numbers
-- of a graph. (PyG's mode is the same, but where it is given no batch, eps stands outside the root: sqrt(v) + eps.)
function nn.layer_norm(h, options)
    native.want_value("nn.layer_norm", h)
    local o = native.norm_options("nn.layer_norm", options, true, { "over", "row", check.one_of("row", "graph") })
    local name, flat = native.norm_name(o), flatten(h)
    flat = o.over == "row" and layer_norm(flat, o.eps) or native.graph_layer_norm(flat, o.eps)
    return native.scaled(reshape(flat, h.shape), name, o)
end

-- A one for each row: how many rows there are is a sum like any other.
local function row_count(h)
    return op.sum_rows(op.constant { num = 1, space = h.space, shape = { 1 } })
end

-- Ioffe and Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2, as PyTorch's BatchNorm1d: training takes mean
-- and variance over all rows of the graph, evaluation their running averages; those take the variance as
-- n / (n - 1) times the rows' own. frozen: training takes the running averages, too, and leaves them as they are.
function nn.batch_norm(h, options)
    native.want_row("nn.batch_norm", h)
    local o = native.norm_options("nn.batch_norm", options, true, { "momentum", 0.1, check.probability },
                                  { "frozen", false, check.boolean })
    local name, dim = native.norm_name(o), h.shape
    local running_mean = state(name .. ".running_mean", dim, init.zeros)
    local running_var = state(name .. ".running_var", dim, init.ones)
    local steps = state(name .. ".num_batches_tracked", { 1 }, init.zeros)
    local function normalized(mean, variance)
        local centred = h - mean
        return native.scaled(centred * recip(sqrt(variance + o.eps)), name, o)
    end
    if o.frozen then return normalized(running_mean, running_var) end

    local n = maximum(row_count(h), 1)
    local mean = op.sum_rows(h) / n
    local variance = op.sum_rows(square(h - mean)) / n
    local unbiased = variance * (n / maximum(n - 1, 1))
    update(running_mean, (1 - o.momentum) * running_mean + o.momentum * mean)
    update(running_var, (1 - o.momentum) * running_var + o.momentum * unbiased)
    update(steps, steps + 1)
    return normalized(training(mean, running_mean), training(variance, running_var))
end
