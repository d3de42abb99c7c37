-- loss.lua: losses from primitives. Each is one number for the graph, graph [1].
--
-- The mean over the wanted rows is a sum with weights: the input "weight" is 1/n on the
-- n rows the loss is taken over and 0 elsewhere. A row of weight 0 cannot reach the loss,
-- which is what lets the compiler leave out all that only such rows need.
local native = ...
local fail, check, want_value = native.fail, native.check, native.want_value

-- What target.class and target.value handed out: value -> number of classes, value -> width.
local classes, widths = {}, {}

local function want_width(what, n)
    local expected = check.count(n)
    if expected then fail(what .. ": the number is " .. native.kind(n) .. "; expected " .. expected) end
end

-- The words of target for one space, whose rows are what the loss is over.
function native.targets(of)
    local what = of == "node" and "target" or "target(" .. of .. ")"

    -- The class of each row, one of C: [1], counted from 0.
    local function class(C)
        want_width(what .. ".class", C)
        local t = native.input("label", native.name_in(of, "label"), of, 1)
        if classes[t] and classes[t] ~= C then
            fail(what .. ".class(" .. C .. "): the same labels had " .. classes[t] .. " classes before")
        end
        classes[t] = C
        native.bound(t, 0, C - 1, what .. ".class(" .. C .. ")")
        return t
    end

    -- L numbers for each row: [L]; 0 and 1 where labels are many.
    local function value(L)
        want_width(what .. ".value", L)
        local t = native.input("target", native.name_in(of, "target"), of, L)
        widths[t] = L
        return t
    end
    return native.closed({ class = class, value = value }, what)
end

local of_nodes = native.targets("node")
target.class, target.value = of_nodes.class, of_nodes.value

-- With label_dropout each epoch leaves out that share of the rows; the others weigh more, so
-- that the loss expected is the same. Validation leaves nothing out, as with any dropout.
local function weighted_sum(row, label_dropout)
    local weight = native.input("weight", native.name_in(row.space, "weight"), row.space, 1)
    return op.sum_rows(dropout(weight, label_dropout or 0) * row)
end

-- The option `known`, [L] of 0 and 1 in the target's space: the loss is over those of a row's L numbers where it is 1.
local function known_row(t, L)
    return { "known", nil, function(x)
        if native.is_value(x) and x.space == t.space and #x.shape == 1 and x.dim == L then return nil end
        return "a value " .. t.space .. " [" .. L .. "] of 0 and 1, as the target has labels"
    end }
end

-- The mean of the terms, [L], of all wanted rows; with `known` of those that are known, 0 where none is.
local function mean_of_terms(terms, known, label_dropout)
    if known == nil then return weighted_sum(sum(terms) / terms.dim, label_dropout) end
    local weight = native.input("weight", native.name_in(terms.space, "weight"), terms.space, 1)
    local kept = dropout(weight, label_dropout or 0) * known
    local total = op.sum_rows(sum(kept))
    return op.sum_rows(sum(kept * terms)) / (total + equal(total, 0))
end

-- "balanced" or n numbers, for the option of that name.
local function check_weights(n)
    local expected = '"balanced" or a list of ' .. n .. (n == 1 and " number" or " numbers") .. " of at least 0"
    return function(x)
        if x == "balanced" then return nil end
        if type(x) ~= "table" or native.is_value(x) or #x ~= n then return expected end
        for _, number in ipairs(x) do
            if check.not_negative(number) then return expected end
        end
    end
end

-- The weights as a row that goes with every node: param [n]. The runtime fills it.
local function weights_row(role, n, given)
    return native.input(role, role, "param", n, nil, nil, nil, given ~= "balanced" and given or nil)
end

-- `y` as the loss needs it: [n] in the target's space, for the target's n.
local function check_operands(what, y, t, sizes, wanted)
    want_value(what, y)
    local size = native.is_value(t) and sizes[t]
    if not size then
        fail(what .. ": the second argument is " .. native.kind(t) .. "; " .. wanted .. " was expected")
    end
    if y.space ~= t.space or #y.shape ~= 1 or y.dim ~= size then
        fail(what .. ": the prediction is " .. tostring(y) .. "; expected " .. t.space .. " [" .. size ..
             "] as the target has it",
             #y.shape == 2 and "mean_heads(x) or flatten(x) make one dimension of two" or nil, y)
    end
    return size
end

-- -log softmax(y)[t] = log(sum_c exp(y_c - m)) - (y_t - m), for any m; m = max y keeps exp
-- from overflowing, and as it cancels it needs no gradient.
--
--   class_weight     "balanced": rows / (C * rows of the class), over the training rows; or C numbers
--   label_smoothing  s: the target is (1 - s) of the class and s / C of each (Szegedy et al. 2016)
--   label_dropout    p: each epoch leaves out that share of the labels
--
-- With weights w the loss is PyTorch's, the sum of w_c q_c (-log softmax(y)[c]) over c and rows,
-- divided by the sum of w_t over the rows; q is 1 at the class t, or what smoothing makes of it.
function cross_entropy(y, t, options)
    local C = check_operands("cross_entropy", y, t, classes, "target.class(C)")
    if C == 1 then
        fail("cross_entropy: there is one class, so the loss is 0 whatever is predicted",
             "one number a node that is 0 or 1: bce_with_logits(y, target.value(1))", y)
    end
    local o = native.settings("cross_entropy", options, {
        { "class_weight", nil, check_weights(C) }, { "label_smoothing", 0, check.probability },
        { "label_dropout", 0, check.probability },
    })
    local largest = detach(max(y))
    local shifted = y - largest
    local q = equal(t, op.iota { shape = { C } })
    local log_total = log(sum(exp(shifted)))
    if o.label_smoothing > 0 then q = (1 - o.label_smoothing) * q + o.label_smoothing / C end
    if o.class_weight then
        q = weights_row("class_weight", C, o.class_weight) * q
        log_total = log_total * sum(q)
    end
    local nll = log_total - sum(q * shifted)
    native.metric("accuracy", y)
    return weighted_sum(nll, o.label_dropout)
end

-- -t log sigmoid(y) - (1 - t) log(1 - sigmoid(y)) = softplus(y) - t y, mean over the labels.
--
--   pos_weight     p, L numbers: the first term times p, as in PyTorch; "balanced": for each label
--                  the training rows without it / those with it
--   label_dropout  as for cross_entropy, whole rows
--   known          [L] of 0 and 1: the loss is the mean over the labels where it is 1
--                  (the loss alone: metrics count every label of a row)
--
-- With p: -p t log sigmoid(y) - (1 - t) log(1 - sigmoid(y)) = (1 - t) y + (1 + (p - 1) t) softplus(-y).
function bce_with_logits(y, t, options)
    local L = check_operands("bce_with_logits", y, t, widths, "target.value(L)")
    local o = native.settings("bce_with_logits", options, {
        { "pos_weight", nil, check_weights(L) }, { "label_dropout", 0, check.probability }, known_row(t, L),
    })
    if o.known and o.pos_weight == "balanced" then
        fail('bce_with_logits: pos_weight = "balanced" counts labels that are not known as absent; give ' .. L .. " numbers")
    end
    native.bound(t, 0, 1, "bce_with_logits takes 0, 1 and what is between")
    local nll
    if o.pos_weight then
        local p = weights_row("pos_weight", L, o.pos_weight)
        nll = (1 - t) * y + (1 + (p - 1) * t) * softplus(-y)
    else
        nll = softplus(y) - t * y
    end
    native.metric("f1_micro", y, true)
    return mean_of_terms(nll, o.known, o.label_dropout)
end

-- Losses of numbers: a function of the differences, mean over the numbers of a row; known as above.
local function mean_difference(what, y, t, metric, of_difference, options, ...)
    local L = check_operands(what, y, t, widths, "target.value(L)")
    local o = native.settings(what, options, { known_row(t, L), ... })
    native.metric(metric, y)
    return mean_of_terms(of_difference(y - t, o), o.known)
end

-- (y - t)^2
function mse(y, t, options) return mean_difference("mse", y, t, "rmse", square, options) end

-- |y - t|
function mae(y, t, options) return mean_difference("mae", y, t, "mae", abs, options) end

-- d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2): with m = min(|d|, delta) both are m (|d| - m / 2).
function huber(y, t, options)
    return mean_difference("huber", y, t, "mae", function(d, o)
        local size = abs(d)
        local m = minimum(size, o.delta)
        return m * (size - 0.5 * m)
    end, options, { "delta", 1, check.positive })
end

------------------------------------------------------------------ ranking

-- Losses of order compare each pair's score with those of its rivals: pairs of the same source that are no edges. They are a
-- relation between links, from rivals to the pair that is to stand above them, which --split links makes and a data set may
-- have: NAME__NAME_rivals__NAME.edge_index.
local rivals = {}

local function rivals_of(of)
    if not rivals[of] then
        native.check_space(of .. "_rivals", "relation")
        rivals[of] = native.new_relation(of .. "_rivals", of, of, of .. "_rivals.", of .. "_rivals_")
    end
    return rivals[of]
end

-- The mean of the terms, [1], of the pairs that have rivals, each weighing `count` times, as many as it stands for.
local function mean_of_pairs(terms, count)
    local weight = native.input("weight", native.name_in(terms.space, "weight"), terms.space, 1)
    local total = op.sum_rows(weight * count)
    return op.sum_rows(weight * terms) / (total + equal(total, 0))
end

local function ranking(what, y, t, options, rows)
    local width = check_operands(what, y, t, widths, "target(pair).value(1)")
    if width ~= 1 then fail(what .. ": a pair has one score, and the target is " .. tostring(t), nil, t) end
    if not native.is_links(y.space) then
        fail(what .. ": the scores are of " .. y.space .. '; expected those of what links("NAME", ...) has made', nil, y)
    end
    native.bound(t, 0, 1, what .. " takes 0 and 1")
    native.metric("roc_auc", y)
    return native.settings(what, options, rows or {}), rivals_of(y.space)
end

-- Over pairs and rivals: the mean of a function of s+ - s-.
local function mean_over_rivals(y, r, of_difference)
    return mean_of_pairs(r.sum_in(of_difference(r.dst(y) - r.src(y))), degree(r))
end

-- -log sigmoid(s+ - s-) = softplus(-(s+ - s-)): Rendle et al. 2009, arXiv:1205.2618.
function bpr(y, t, options)
    local _, r = ranking("bpr", y, t, options)
    return mean_over_rivals(y, r, function(d) return softplus(-d) end)
end

-- max(0, margin - (s+ - s-)), as PyTorch's margin_ranking_loss; 0 at the kink has no gradient.
function margin_ranking(y, t, options)
    local o, r = ranking("margin_ranking", y, t, options, { { "margin", 1, check.not_negative } })
    return mean_over_rivals(y, r, function(d) return relu(o.margin - d) end)
end

-- -log(exp(s+) / (exp(s+) + sum over its rivals of exp(s-))), mean over the pairs: of all candidates the pair is the class. The
-- largest cancels, as in cross_entropy.
function sampled_softmax(y, t, options)
    local _, r = ranking("sampled_softmax", y, t, options)
    local any = minimum(degree(r), 1)
    local largest = detach(maximum(y, select(any, r.max_in(r.src(y)), -1e30)))
    local total = exp(y - largest) + r.sum_in(exp(r.src(y) - r.dst(largest)))
    return mean_of_pairs(any * (log(total) + largest - y), any)
end
