-- prelude.lua: the words a model is written with, composed from the primitives of ops.def.
--
-- A value has a space (node, edge, graph, param) and a shape of at most two dimensions;
-- op.NAME is the primitive itself. What can be composed here and still fuses is composed
-- here, so the compiler knows few ops. `native` is what C gives the library and no model:
-- the model's tables, and fail(), which tells a mistake at the model's own line.
local native = ...
local fail, kind, is_value = native.fail, native.kind, native.is_value

------------------------------------------------------------------- spaces

-- The words for going along an end of a relation: gather brings what is there to the relation's rows, sum and max bring
-- these back. Messages and dumps say them with `prefix` before.
local function ending(relation, prefix, o)
    local ways = { gather = o.gather, sum_to = o.sum, max_to = o.max }
    for _, word in ipairs { "gather", "sum", "max" } do o[word] = o[word] and prefix .. o[word] end
    native.ending(relation, o)
    local words = {}
    for along, word in pairs(ways) do words[word] = native.along(along, relation, o.name) end
    return words
end

-- By name: what input, target, over = and the like take.
local spaces, relations = {}, {}
native.relations = relations

local function new_space(name, rows)
    native.space(name, rows)
    spaces[name] = native.closed({ name = name }, name)
    return spaces[name]
end

-- Rows that join rows `from` with rows `to`, met in walks over the lists of either. They are numbered by destination, so
-- those into a row are a range of them. `prefix` as in ending; `lists`: before the names of its lists in C.
local function new_relation(name, from, to, prefix, lists)
    native.space(name, "edges")
    local r = ending(name, prefix, {
        name = "dst", to = to, sorted = true, list = lists .. "in", adjective = "incoming",
        gather = "dst", sum = "sum_in", max = "max_in",
    })
    local out = ending(name, prefix, {
        name = "src", to = from, list = lists .. "out", adjective = "outgoing",
        gather = "src", sum = "sum_out", max = "max_out",
    })
    r.src, r.sum_out, r.max_out, r.name, r.from, r.to = out.src, out.sum_out, out.max_out, name, from, to
    relations[name] = native.closed(r, name)
    return relations[name]
end
native.new_relation = new_relation

-- A space has rows, known when the graph is; a relation's rows join rows at its ends. These are what a model of one
-- graph is about; a model may declare others.
node = new_space("node", "rows")
edge = new_relation("edge", "node", "node", "", "")
new_space("graph", "rows")
local of_graph = ending("node", "", {
    name = "graph", to = "graph", sorted = true, list = "graph", adjective = "",
    gather = "spread", sum = "pool_sum", max = "pool_max",
})
for _, words in ipairs { edge, of_graph } do
    for word, go in pairs(words) do
        if type(go) == "function" then native.op[word] = go end
    end
end

op = native.closed(native.op, "op")

------------------------------------------------------------------ options

-- What an option may be: each check returns nothing, or what was expected instead.
local check = {}
native.check = check

function check.count(x)
    if type(x) ~= "number" or not math.tointeger(x) or x < 1 or x > 1 << 24 then
        return "a whole number from 1 to " .. (1 << 24)
    end
end

function check.count_or_zero(x)
    if x ~= 0 then return check.count(x) and "a whole number from 0 to " .. (1 << 24) end
end

function check.number(x)
    if type(x) ~= "number" or x ~= x or math.abs(x) == math.huge then return "a number" end
end

function check.positive(x)
    if check.number(x) or x <= 0 then return "a number above 0" end
end

function check.not_negative(x)
    if check.number(x) or x < 0 then return "a number of at least 0" end
end

function check.probability(x)
    if check.number(x) or x < 0 or x >= 1 then return "at least 0 and below 1" end
end

function check.boolean(x)
    if type(x) ~= "boolean" then return "true or false" end
end

function check.any() end

function check.text(x)
    if type(x) ~= "string" then return "a string" end
end

function check.table(x)
    if type(x) ~= "table" then return "a table" end
end

function check.activation(x)
    if type(x) ~= "function" then return "a function such as relu or elu" end
end

function check.one_of(...)
    local words = { ... }
    return function(x)
        for _, word in ipairs(words) do
            if x == word then return nil end
        end
        return '"' .. table.concat(words, '" or "') .. '"'
    end
end

-- A default that says the option must be given.
local REQUIRED = {}
native.REQUIRED = REQUIRED

local function sorted_keys(t)
    local keys = {}
    for key in pairs(t) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    return keys
end

local function check_keys(what, given, rows)
    local known, names = {}, {}
    for i, row in ipairs(rows) do
        known[row[1]] = true
        names[i] = row[1]
    end
    for _, key in ipairs(sorted_keys(given)) do
        if not known[key] then
            local near = type(key) == "string" and native.nearest(key, known)
            local found = type(key) == "string" and key or kind(key)
            fail(what .. " has no option " .. found .. "; expected " .. table.concat(names, ", "),
                 near and "did you mean " .. near .. "?" or nil)
        end
    end
end

-- The options of a layer or word. Rows are { name, default (REQUIRED, or nil for none), check }; a check may look at the
-- options of the rows before.
local function settings(what, given, rows)
    if given == nil then given = {} end
    if type(given) ~= "table" or is_value(given) then
        fail(what .. ": the options are " .. kind(given) .. "; a table { ... } was expected")
    end
    check_keys(what, given, rows)
    local options = {}
    for _, row in ipairs(rows) do
        local name, default, checker = row[1], row[2], row[3]
        local x = given[name]
        if x == nil then x = default end
        if x == REQUIRED then fail(what .. ": the option " .. name .. " is missing") end
        local expected = x ~= nil and checker(x, options)
        if expected then
            local found = is_value(x) and tostring(x) or kind(x)
            fail(what .. ": " .. name .. " is " .. found .. "; expected " .. expected)
        end
        options[name] = x
    end
    return options
end
native.settings = settings

-- The only positional argument of input.node { F } and its like.
local function width_of(what, o)
    if type(o) ~= "table" or is_value(o) then
        fail(what .. " takes a table such as { 64 }, found " .. kind(o))
    end
    local expected = check.count(o[1])
    if expected then fail(what .. ": the width is " .. kind(o[1]) .. "; expected " .. expected) end
    return math.tointeger(o[1])
end

local function want_value(what, v)
    if not is_value(v) then fail(what .. " takes a value, found " .. kind(v)) end
    return v
end
native.want_value = want_value

local function want_rank_two(what, v)
    want_value(what, v)
    if #v.shape ~= 2 then fail(what .. " needs two dimensions [heads,dim], found " .. tostring(v), nil, v) end
    return v
end

------------------------------------------------------- spaces of the model

-- space "drug": rows of another kind than nodes.
function space(name)
    native.check_space(name, "space")
    return new_space(name, "rows")
end

local function want_space(what, x)
    local name = type(x) == "table" and not is_value(x) and rawget(x, "name")
    if x == graph then name = "graph" end
    if not name or (spaces[name] ~= x and x ~= graph) then
        fail(what .. " is " .. kind(x) .. '; expected a space, such as node, or one that space "NAME" has made')
    end
    return name
end

-- relation("binds", { from = drug, to = target }): edges between rows of two spaces, or of one. binds.src(v), binds.dst(v)
-- bring values to them, binds.sum_in(e), binds.max_in(e), binds.sum_out(e) bring theirs back; layers take over = binds.
function relation(name, o)
    native.check_space(name, "relation")
    local what = "relation " .. name
    local given = settings(what, o, { { "from", REQUIRED, check.any }, { "to", REQUIRED, check.any } })
    return new_relation(name, want_space(what .. ": from", given.from), want_space(what .. ": to", given.to),
                        name .. ".", name .. "_")
end

-- links("pair", { from = drug, to = protein }): pairs of rows that something is predicted of, as rows of their own: no
-- messages go along them. pair.src(v), pair.dst(v) bring values to them, pair.sum_src(x), pair.sum_dst(x) theirs back.
function links(name, o)
    native.check_space(name, "links")
    local what = "links " .. name
    local given = settings(what, o, { { "from", REQUIRED, check.any }, { "to", REQUIRED, check.any } })
    local from, to = want_space(what .. ": from", given.from), want_space(what .. ": to", given.to)
    native.space(name, "rows")
    local l = { name = name, from = from, to = to }
    for _, side in ipairs { { "dst", to }, { "src", from } } do
        local words = ending(name, name .. ".", {
            name = side[1], to = side[2], list = name .. "_" .. side[1], adjective = "",
            gather = side[1], sum = "sum_" .. side[1],
        })
        for word, go in pairs(words) do l[word] = go end
    end
    spaces[name] = native.closed(l, name)
    return spaces[name]
end

-- Is that the name of links?
function native.is_links(name) return spaces[name] and rawget(spaces[name], "src") ~= nil end

function check.links(x)
    local name = type(x) == "table" and not is_value(x) and rawget(x, "name")
    if not name or not native.is_links(name) or spaces[name] ~= x then return 'what links("NAME", ...) has made' end
end

local turned = {}       -- relation -> the same edges the other way round

local function is_relation(x)
    if type(x) ~= "table" or is_value(x) or type(rawget(x, "name")) ~= "string" then return false end
    return relations[x.name] == x or turned[relations[x.name]] == x
end

function check.relation(x)
    if not is_relation(x) then return 'edge, or what relation("NAME", ...) has made' end
end

-- reversed(binds): its edges the other way round, from where they lead to where they come from, for layers to go over and
-- for words that take a relation. What edges have, their features and masks, stays theirs.
function reversed(r)
    local expected = check.relation(r)
    if expected then fail("reversed: found " .. kind(r) .. "; expected " .. expected) end
    local forward = relations[r.name]
    if r ~= forward then return forward end
    turned[r] = turned[r] or native.closed({
        src = r.dst, dst = r.src, sum_in = r.sum_out, sum_out = r.sum_in, max_in = r.max_out, max_out = r.max_in,
        name = r.name, from = r.to, to = r.from,
    }, "reversed(" .. r.name .. ")")
    return turned[r]
end

-- The relation that an edge value is of; `given`: that, or the same reversed.
local function relation_of(what, e, given)
    want_value(what, e)
    if given ~= nil and (not is_relation(given) or given.name ~= e.space) then
        fail(what .. ": the relation is " .. kind(given) .. "; expected that of " .. tostring(e) .. ", or the same reversed")
    end
    if given ~= nil then return given end
    if not relations[e.space] then
        fail(what .. " takes a value of edges, found " .. tostring(e), nil, e)
    end
    return relations[e.space]
end

------------------------------------------------------------- element-wise

-- These are the primitives themselves.
for _, name in ipairs {
    "relu", "tanh", "erf", "sigmoid", "softplus", "exp", "log", "sqrt", "square", "abs", "neg", "recip",
    "maximum", "minimum", "equal", "select", "detach",
    "src", "dst", "spread", "sum_in", "sum_out", "max_in", "max_out", "pool_sum", "pool_max", "matmul",
} do
    _ENV[name] = native.op[name]
end

local function number_or(what, x, default)
    if x == nil then return default end
    local expected = check.number(x)
    if expected then fail(what .. " is " .. kind(x) .. "; expected " .. expected) end
    return x
end

function leaky_relu(v, slope)
    return op.leaky_relu(v, { num = number_or("leaky_relu: the slope", slope, 0.01) })
end

function elu(v, alpha)
    return op.elu(v, { num = number_or("elu: alpha", alpha, 1) })
end

-- x times the normal distribution's share below x (Hendrycks and Gimpel 2016, arXiv:1606.08415).
function gelu(v)
    return 0.5 * v * (1 + erf(v * (1 / math.sqrt(2))))
end

-- x sigmoid(x) (Hendrycks and Gimpel 2016; also "swish").
function silu(v) return v * sigmoid(v) end

-- Klambauer et al. 2017, arXiv:1706.02515, equation (2).
function selu(v) return 1.0507009873554805 * elu(v, 1.6732632423543772) end

-- x above 0, a x below, a learned (He et al. 2015, arXiv:1502.01852, equation (1)), as PyTorch's PReLU: prelu by
-- itself makes prelu1.weight, prelu2.weight, ...; or prelu(v, a).
local prelus = 0
function prelu(v, a)
    want_value("prelu", v)
    if a == nil then
        prelus = prelus + 1
        a = param("prelu" .. prelus .. ".weight", { 1 }, init.constant(0.25))
    end
    return relu(v) - a * relu(-v)
end

function clamp(v, low, high)
    return minimum(maximum(v, low), high)
end

-- x^2 and other constant powers: by repeated squaring, roots by sqrt.
native.value.__pow = function(v, power)
    local whole = type(power) == "number" and math.tointeger(power)
    if power == 0.5 then return sqrt(v) end
    if power == -0.5 then return recip(sqrt(v)) end
    if not whole or whole == 0 or math.abs(whole) > 64 then
        fail("the power is " .. kind(power) .. "; expected 1 to 64 and whole, or 0.5, or one of these negative",
             "exp(p * log(x)) for others")
    end
    if whole < 0 then return recip(v ^ -whole) end
    if whole == 1 then return v end
    local half = square(v ^ (whole // 2))
    if whole == 2 then return square(v) end
    return whole % 2 == 0 and half or half * v
end

------------------------------------------------------------- within a row

-- Over the last dimension: [h,d] -> [h], [d] -> [1].
function sum(v) return op.sum_last(v) end
function max(v) return op.max_last(v) end
function mean(v) return op.sum_last(v) / want_value("mean", v).dim end

-- Contracts the last dimension, head by head: sum_d a[h,d] b[h,d].
function dot(a, b) return op.sum_last(a * b) end

function reshape(v, shape) return op.reshape(v, { shape = shape }) end

-- [h,d] -> [d]
function sum_heads(v)
    want_rank_two("sum_heads", v)
    return reshape(op.sum_heads(v), { v.dim })
end

function mean_heads(v)
    want_rank_two("mean_heads", v)
    return sum_heads(v) / v.heads
end

-- [h,d] -> [h*d], heads side by side.
function flatten(v) return reshape(v, { want_value("flatten", v).width }) end

-- Side by side along the last dimension.
function concat(first, ...)
    local row = want_value("concat", first)
    for _, v in ipairs { ... } do row = op.concat(row, v) end
    return row
end

-- `length` numbers of the last dimension, from `start`, which counts from 0.
function slice(v, start, length)
    return op.slice(v, { index = start, length = length })
end

-- (x - mean) / sqrt(variance + eps), within the last dimension (Ba et al. 2016, arXiv:1607.06450).
function layer_norm(v, eps)
    local centred = v - mean(v)
    return centred * recip(sqrt(mean(square(centred)) + number_or("layer_norm: eps", eps, 1e-5)))
end

-- x / max(|x|, eps). The maximum stands under the root: a row of zeros has gradient 0, not 0 / 0.
function l2_normalize(v, eps)
    eps = number_or("l2_normalize: eps", eps, 1e-12)
    return v * recip(sqrt(maximum(op.sum_last(square(v)), eps * eps)))
end

------------------------------------------------------------- between rows

-- How many edges end in each node: node [1]. Of another relation: degree(binds).
function degree(r)
    r = r or edge
    local expected = check.relation(r)
    if expected then fail("degree: found " .. kind(r) .. "; expected " .. expected) end
    return r.sum_in(op.constant { num = 1, space = r.name, shape = { 1 } })
end

-- How many nodes each graph has: graph [1].
function pool_count()
    return pool_sum(op.constant { num = 1, space = "node", shape = { 1 } })
end

-- A mean over nothing is 0. With a mask, edge [1] of 0 and 1, only the edges count where it is 1. Over reversed(r):
-- of the edges out of a row, likewise in the words below.
function mean_in(e, mask, over)
    local r = relation_of("mean_in", e, over)
    if mask == nil then return r.sum_in(e) / maximum(degree(r), 1) end
    return r.sum_in(mask * e) / maximum(r.sum_in(mask), 1)
end

-- A minimum over nothing is 0, as a maximum is.
function min_in(e, over) return -relation_of("min_in", e, over).max_in(-e) end

-- Over the edges into each node, per column: mean((e - mean e)^2), divided by their number n and not by n - 1.
function var_in(e, mask, over)
    local r = relation_of("var_in", e, over)
    return mean_in(square(e - r.dst(mean_in(e, mask, r))), mask, r)
end

-- The root of a variance; 0 where that is not above eps: a root has no gradient at 0.
local function deviation(what, variance, eps)
    if eps == nil then eps = 1e-5 end
    local expected = check.positive(eps)
    if expected then fail(what .. ": eps is " .. kind(eps) .. "; expected " .. expected) end
    return select(variance - eps, sqrt(maximum(variance, eps)), 0)
end

function std_in(e, eps, mask, over) return deviation("std_in", var_in(e, mask, over), eps) end

function pool_mean(v) return pool_sum(v) / maximum(pool_count(), 1) end

-- A minimum over nothing is 0, as a maximum is.
function pool_min(v) return -pool_max(-v) end

-- Over the nodes of each graph, per column: mean((v - mean v)^2), divided by their number n and not by n - 1.
function pool_var(v) return pool_mean(square(v - spread(pool_mean(v)))) end

function pool_std(v, eps) return deviation("pool_std", pool_var(v), eps) end

-- A row without edges of a relation has no maximum there; where it has one of any, that is the largest of all.
local function joint_softmax(scores, mask, given)
    if mask ~= nil then fail("edge_softmax of several relations takes no mask") end
    if #scores == 0 then fail("edge_softmax takes a value of edges, or a list of them, found an empty table") end
    if given ~= nil and (check.relations(given) or #given ~= #scores) then
        fail("edge_softmax of several relations goes over " .. kind(given) .. "; expected a list of them, one for each value")
    end
    local over, largest, p, total = {}, nil, {}, nil
    for i, e in ipairs(scores) do
        local r = relation_of("edge_softmax", e, given and given[i])
        over[i] = r
        if r.to ~= over[1].to then
            fail("edge_softmax over edges into " .. over[1].to .. " and edges into " .. r.to .. "; expected one space")
        end
        local most = select(degree(r), r.max_in(e), -1e30)
        largest = largest and maximum(largest, most) or most
    end
    largest = detach(largest)
    for i, r in ipairs(over) do
        p[i] = exp(scores[i] - r.dst(largest))
        local part = r.sum_in(p[i])
        total = total and total + part or part
    end
    local normalizer = recip(total + equal(total, 0))
    for i, r in ipairs(over) do p[i] = p[i] * r.dst(normalizer) end
    return p
end

-- p / (sum of p over the rows with the same row at the end), p = exp(e - their maximum). The maximum
-- only keeps exp from overflowing: it cancels, so it needs no gradient. With it the sum is at
-- least 1; a row that nothing leads to, whose sum is 0, divides by 1, so that no power of it is infinite.
-- (PyG adds 1e-16 instead: the same to the last bit of a float wherever there is anything.)
local function softmax_along(e, mask, gather, sum_to, max_to)
    if mask ~= nil then e = select(mask, e, -1e30) end
    local largest = detach(max_to(e))
    local p = exp(e - gather(largest))
    if mask ~= nil then p = mask * p end
    local total = sum_to(p)
    local normalizer = recip(total + equal(total, 0))
    return p * gather(normalizer)
end

-- Over the edges into the same node, per column.
-- With a mask, edge [1] of 0 and 1, only the edges take part where it is 1; the others get 0.
-- Over the edges of several relations into one space: edge_softmax { e1, e2, ... } gives the list of what they are;
-- `over` is then a list, too.
function edge_softmax(e, mask, over)
    if type(e) == "table" and not is_value(e) then return joint_softmax(e, mask, over) end
    local r = relation_of("edge_softmax", e, over)
    return softmax_along(e, mask, r.dst, r.sum_in, r.max_in)
end

-- Over the nodes of the same graph, per column: node -> node.
function pool_softmax(v) return softmax_along(v, nil, spread, pool_sum, pool_max) end

------------------------------------------------------------------- random

-- 0 with probability p, else 1 / (1 - p), for each number of v; each call draws anew.
function keep(v, p)
    local expected = check.probability(p)
    if expected then fail("the probability of dropout is " .. kind(p) .. "; expected " .. expected) end
    want_value("dropout", v)
    return op.keep { num = p, shape = v.shape, space = v.space }
end

-- In training only: inference keeps everything.
function dropout(v, p)
    if p == 0 then return want_value("dropout", v) end
    return v * keep(v, p)
end

-- Rong et al. 2020, arXiv:1907.10903: edge [1], 0 with probability p and 1 elsewhere, drawn anew in each step;
-- 1 in evaluation. Self loops stay, as the paper drops edges of A and not of A + I. Layers take it as `mask`:
-- one mask for several layers drops the same edges in all of them.
-- Of another relation: drop_edge(p, binds); between two spaces there are no self loops.
function drop_edge(p, r)
    r = r or edge
    local expected = check.probability(p)
    if expected then fail("drop_edge: the probability is " .. kind(p) .. "; expected " .. expected) end
    expected = check.relation(r)
    if expected then fail("drop_edge: the second argument is " .. kind(r) .. "; expected " .. expected) end
    local kept = minimum(op.keep { num = p, shape = { 1 }, space = r.name }, 1)
    if r.from == r.to then kept = maximum(kept, op.self_loop { space = r.name }) end
    return training(kept, 1)
end

---------------------------------------------------------------- the model

model, dim, sparse_features = native.model, native.dim, native.sparse_features

-- What is trained for: one number, or one for each graph, which are added up.
-- Or a sum of several, which trainers show by their names: loss { class = cross_entropy(y, t), edges = 4 * found }.
local function one_number(v)
    if is_value(v) and v.space == "graph" and v.width == 1 then return op.sum_rows(v) end
    return v
end

function loss(v)
    if type(v) ~= "table" or is_value(v) then return native.loss(one_number(v)) end
    local names, terms, total = sorted_keys(v), {}, nil
    local expected = "terms by their names, such as { class = a, edges = b }"
    if #names == 0 then fail("loss takes a value, or " .. expected .. "; found an empty table") end
    for i, name in ipairs(names) do
        if type(name) ~= "string" then fail("loss: a term has no name; expected " .. expected) end
        local term = one_number(want_value("loss: the term " .. name, v[name]))
        if term.space ~= "param" or term.width ~= 1 then
            fail("the term " .. name .. " of the loss is " .. tostring(term) .. "; expected one number", nil, term)
        end
        terms[i] = reshape(term, { 1 })
        total = total and total + terms[i] or terms[i]
    end
    native.loss(total, names, terms)
end

-- input(drug) { F, ... } as input.node { F, ... }, input(binds) { D, ... } as input.edge { D, ... }.
input = native.closed({}, "input", function(_, x)
    if is_relation(x) then return function(o) return native.edge_input(x, o) end end
    local name = want_space("input", x)
    return function(o) return native.row_input(name, o) end
end)

-- target(drug).class(C), target(graph).value(L): answers of other rows than nodes.
target = native.closed({}, "target", function(_, x) return native.targets(want_space("target", x)) end)

-- "x" and "edge_attr" of the data set's own nodes and edges; those of others by their names.
local function name_in(of, name)
    return (of == "node" or of == "edge") and name or of .. "_" .. name
end
native.name_in = name_in

-- What rows are divided by: their sum, of numbers that must not be negative; or the sum of their absolute values.
local row_normalize = { row = 1, l1 = 2 }

-- input.node { F, sparse = as the data set has it, normalize = "row" or "l1", name = "x" }
-- sparse = sparse_features(true): whether the data set's features are mostly zero; true without a data set
function native.row_input(of, o)
    local what = of == "node" and "input.node" or "input(" .. of .. ")"
    local width = width_of(what, o)
    local given = settings(what, o, {
        { 1, width, check.count }, { "sparse", nil, check.boolean },
        { "normalize", nil, check.one_of("row", "l1") }, { "name", name_in(of, "x"), check.text },
    })
    return native.input("features", given.name, of, width, given.sparse, row_normalize[given.normalize])
end

function input.node(o) return native.row_input("node", o) end

-- What the self loops carry that graph { } adds.
local function check_loop(x)
    if x ~= "mean" and check.number(x) then return '"mean", of the edges into the node, or a number' end
end

function native.edge_input(r, o)
    local what = r == edge and "input.edge" or "input(" .. r.name .. ")"
    local width = width_of(what, o)
    local given = settings(what, o, {
        { 1, width, check.count }, { "loop", "mean", check_loop },
        { "name", name_in(r.name, r == edge and "edge_attr" or "attr"), check.text },
    })
    local loop = given.loop ~= "mean" and given.loop or nil
    return native.input("edge_attr", given.name, r.name, width, nil, nil, loop)
end

-- input.edge { D, loop = "mean", name = "edge_attr" }
function input.edge(o) return native.edge_input(edge, o) end

-- input.edge_weight { loop = 1, name = "edge_weight", over = edge }: one number for each edge
function input.edge_weight(o)
    local over = type(o) == "table" and not is_value(o) and is_relation(o.over) and o.over.name or "edge"
    local given = settings("input.edge_weight", o, {
        { "loop", 1, check_loop }, { "over", edge, check.relation },
        { "name", name_in(over, over == "edge" and "edge_weight" or "weight"), check.text },
    })
    local loop = given.loop ~= "mean" and given.loop or nil
    return native.input("edge_weight", given.name, given.over.name, 1, nil, nil, loop)
end

-- How a parameter starts: init.NAME, or init.NAME(number) where it takes one.
init = native.closed({
    glorot = { name = "glorot" },                   -- Glorot and Bengio 2010
    kaiming_uniform = { name = "kaiming_uniform" }, -- He et al. 2015
    zeros = { name = "zeros" },
    ones = { name = "ones" },
    uniform = function(bound) return { name = "uniform", number = bound, check = check.not_negative } end,
    normal = function(deviation) return { name = "normal", number = deviation, check = check.not_negative } end,
    constant = function(x) return { name = "constant", number = x, check = check.number } end,
}, "init")

local function check_init(name, start)
    if type(start) == "function" then
        fail("param " .. name .. ": this initialiser takes a number", "init.uniform(0.1)")
    end
    if type(start) ~= "table" or type(rawget(start, "name")) ~= "string" then
        fail("param " .. name .. ": the initialiser is " .. kind(start) .. "; one of init was expected", "init.glorot")
    end
    local expected = start.check and start.check(start.number)
    if expected then
        fail("init." .. start.name .. ": the number is " .. kind(start.number) .. "; expected " .. expected)
    end
end

-- param(name, shape, init.glorot, { stored = shape in checkpoints, transposed = true where that is
-- [columns, rows], fan_in, fan_out = what init goes by })
function param(name, shape, start, o)
    if start == nil then start = init.glorot end
    check_init(tostring(name), start)
    local given = settings("param " .. tostring(name), o, {
        { "stored", nil, check.table }, { "transposed", false, check.boolean },
        { "fan_in", nil, check.count }, { "fan_out", nil, check.count },
    })
    return native.param(name, shape, start.name, start.number or 0, given.fan_in, given.fan_out, given.stored,
                        given.transposed)
end

-- embedding(user, 64): 64 numbers for each row of the space, learned, where features would stand. A row is that of the
-- same number in the data set, so a program is for data sets of as many rows, and for the same ones: `rows` says how many
-- where no data set does. PyTorch's Embedding: parameter NAME.weight [rows, width], normally distributed unless `init` says
-- otherwise; NAME is the space's unless given.
function embedding(of, width, o)
    local what = "embedding"
    local space = want_space(what, of)
    if of == graph or rawget(of, "src") then
        fail(what .. "(" .. space .. ", ...): its rows are others in another data set or epoch; expected node, or what space " ..
             '"NAME" has made')
    end
    local expected = check.count(width)
    if expected then fail(what .. ": the width is " .. kind(width) .. "; expected " .. expected) end
    local given = settings(what, o, {
        { "name", space, check.text }, { "init", init.normal(1), check.any }, { "rows", nil, check.count },
    })
    local rows = native.rows(space == "node" and "rows" or space .. ".rows", given.rows, space)
    local number = native.input("row_number", name_in(space, "row"), space, rows, true)
    return matmul(number, param(given.name .. ".weight", { rows, width }, given.init))
end

-- state(name, shape, init.zeros, { stored }): kept and stored as a parameter is, but not trained. Training
-- gives it the value of update(s, next) after each step; evaluation reads what it was left at.
function state(name, shape, start, o)
    if start == nil then start = init.zeros end
    check_init(tostring(name), start)
    local given = settings("state " .. tostring(name), o, { { "stored", nil, check.table } })
    return native.param(name, shape, start.name, start.number or 0, nil, nil, given.stored, false, true)
end

function update(s, next) native.update(s, next) end

-- a in a training step, b in all evaluation.
function training(a, b) return op.training(a, b) end

function output(name, v) native.output(name, v, false) end

-- Written when asked for (attention weights), otherwise never computed.
function inspect(name, v) native.output(name, v, true) end

----------------------------------------------------------------- the graph

local loops = { [false] = 0, [true] = 1, missing = 2 }     -- as gatrt.h counts

local function check_self_loops(x)
    if not loops[x] then return 'true, false or "missing"' end
end

-- How the data set's edges become the graph: graph { symmetric = both ways (false: one way is meant), self_loops = true: the data's
-- own are replaced by one for every node; "missing": a node keeps its own (of several the last), all others get one }
function graph(o)
    local given = settings("graph", o, {
        { "self_loops", false, check_self_loops }, { "symmetric", nil, check.boolean },
    })
    native.prepare(loops[given.self_loops], given.symmetric)
end

nn = native.closed({}, "nn")
