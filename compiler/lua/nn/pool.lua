-- nn.attention_pool, nn.softmax_pool, nn.set2set: what the nodes of each graph say together, with weights that are
-- learned. Sums, means, maxima and the like are words: pool_sum, pool_mean, pool_max, pool_min, pool_var, pool_std.
--
--   h node [in]  ->  graph [...]
--
-- A graph without nodes has 0 (set2set: and what the LSTM says by itself).
local native = ...
local settings, check = native.settings, native.check

local made = 0      -- read-outs so far: pool1, pool2, ...

local function next_name(o)
    made = made + 1
    return o.name or "pool" .. made
end

local function want_nodes(what, h)
    native.want_value(what, h)
    if h.space ~= "node" or #h.shape ~= 1 then
        native.fail(what .. " takes node rows of one dimension, found " .. tostring(h),
                    #h.shape == 2 and "flatten(x) makes one dimension of two" or nil, h)
    end
end

-- Li et al. 2016, arXiv:1511.05493, equation (7), as PyG's AttentionalAggregation has it: of a perceptron g and, with
-- `out`, another f (else the row itself),
--
--   a_i = softmax over the graph's nodes of g(h_i)        y = sum_i a_i f(h_i)
--
-- per = "node": g(h_i) is a number; "feature": one for each feature of y.
--
--   NAME.gate_nn.I.weight [.., ..], NAME.gate_nn.I.bias     I = 0, 2, ...: linear layers with activations between them
--   NAME.nn.I.weight, NAME.nn.I.bias                        with out
function nn.attention_pool(h, options)
    want_nodes("nn.attention_pool", h)
    local o = settings("nn.attention_pool", options, {
        { "per", "node", check.one_of("node", "feature") }, { "hidden", {}, check.widths }, { "out", nil, check.count },
        { "out_hidden", {}, check.widths }, { "inner", relu, check.activation }, { "name", nil, check.text },
    })
    local name = next_name(o)
    local gates = o.per == "node" and 1 or o.out or h.width
    local score = native.sequential(name .. ".gate_nn", h, o.hidden, gates, o)
    local value = o.out and native.sequential(name .. ".nn", h, o.out_hidden, o.out, o) or h
    return pool_sum(pool_softmax(score) * value)
end

-- Li et al. 2020, arXiv:2006.07739, equation (3), over the nodes of a graph: in each column
--
--   a_i = softmax over the graph's nodes of t h_i         y = sum_i a_i h_i
--
-- t = 0 is the mean; the larger t, the nearer the maximum.
--
--   NAME.t  [1]     with train_t, from t; [in] where per = "feature"
function nn.softmax_pool(h, options)
    want_nodes("nn.softmax_pool", h)
    local o = settings("nn.softmax_pool", options, {
        { "t", 1, check.number }, { "train_t", false, check.boolean },
        { "per", "graph", check.one_of("graph", "feature") }, { "name", nil, check.text },
    })
    if o.per == "feature" and not o.train_t then
        native.fail('nn.softmax_pool: per = "feature" is for a t that is learned: train_t = true')
    end
    local name, t = next_name(o), o.t
    if o.train_t then t = param(name .. ".t", { o.per == "feature" and h.width or 1 }, init.constant(o.t)) end
    return pool_sum(pool_softmax(t * h) * h)
end

-- Vinyals et al. 2016, arXiv:1511.06391, equations (3) to (7), as PyG's Set2Set: `steps` times
--
--   q = LSTM(q*)       a_i = softmax over the graph's nodes of h_i . q       q* = [q, sum_i a_i h_i]
--
-- from q* = 0; y = q*, graph [2 in].
--
--   NAME.lstm.*     as in lstm.lua, in = 2 h.width, hidden = h.width
function nn.set2set(h, options)
    want_nodes("nn.set2set", h)
    local o = settings("nn.set2set", options, { { "steps", native.REQUIRED, check.count }, { "name", nil, check.text } })
    local cell = native.lstm_cell(next_name(o) .. ".lstm", "", 2 * h.width, h.width)
    local q, c = cell(nil, nil, nil)                    -- the same for each graph
    q = op.constant { num = 0, space = "graph", shape = { h.width } } + q
    local all
    for step = 1, o.steps do
        if step > 1 then q, c = cell(all, q, c) end
        local a = pool_softmax(dot(h, spread(q)))
        all = concat(q, pool_sum(a * h))
    end
    return all
end
