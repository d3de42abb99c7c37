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

-- The class of each node, one of C: node [1], counted from 0.
function target.class(C)
    want_width("target.class", C)
    local t = native.input("label", "label", "node", 1)
    if classes[t] and classes[t] ~= C then
        fail("target.class(" .. C .. "): the same labels had " .. classes[t] .. " classes before")
    end
    classes[t] = C
    return t
end

-- L numbers for each node: node [L]; 0 and 1 where labels are many.
function target.value(L)
    want_width("target.value", L)
    local t = native.input("target", "target", "node", L)
    widths[t] = L
    return t
end

local function weighted_sum(row)
    return pool_sum(native.input("weight", "weight", "node", 1) * row)
end

-- `y` as the loss needs it: node [n], for the target's n.
local function check_operands(what, y, t, sizes, wanted)
    want_value(what, y)
    local size = native.is_value(t) and sizes[t]
    if not size then
        fail(what .. ": the second argument is " .. native.kind(t) .. "; " .. wanted .. " was expected")
    end
    if y.space ~= "node" or #y.shape ~= 1 or y.dim ~= size then
        fail(what .. ": the prediction is " .. tostring(y) .. "; expected node [" .. size .. "] as the target has it",
             #y.shape == 2 and "mean_heads(x) or flatten(x) make one dimension of two" or nil, y)
    end
    return size
end

-- -log softmax(y)[t] = log(sum_c exp(y_c - m)) - (y_t - m), for any m; m = max y keeps exp
-- from overflowing, and as it cancels it needs no gradient.
function cross_entropy(y, t)
    local C = check_operands("cross_entropy", y, t, classes, "target.class(C)")
    local z = y - detach(max(y))
    local hot = equal(t, op.iota { shape = { C } })
    local nll = log(sum(exp(z))) - sum(hot * z)
    native.metric("accuracy")
    return weighted_sum(nll)
end

-- -t log sigmoid(y) - (1 - t) log(1 - sigmoid(y)) = softplus(y) - t y, mean over the labels.
function bce_with_logits(y, t)
    local L = check_operands("bce_with_logits", y, t, widths, "target.value(L)")
    local nll = softplus(y) - t * y
    native.metric("f1_micro")
    return weighted_sum(sum(nll) / L)
end

-- (y - t)^2, mean over the numbers of a row.
function mse(y, t)
    local L = check_operands("mse", y, t, widths, "target.value(L)")
    return weighted_sum(sum(square(y - t)) / L)
end
