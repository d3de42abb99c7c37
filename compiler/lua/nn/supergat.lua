-- nn.supergat: graph attention that learns which edges there are, Kim and Oh 2021, arXiv:2204.04879, section 3:
--
--   g_ij = z_i . z_j, z = h W             attention = "MX":  e_ij = (a_l . z_j + a_r . z_i) sigmoid(g_ij)
--                                         attention = "SD":  e_ij = g_ij / sqrt(out)
--   y_i = merge(sum_j softmax_j(leaky_relu(e_ij)) z_j) + b
--
--   h node [in]  ->  node [heads*out] (merge = "concat") or node [out] ("mean", "max"), and with negatives the second loss
--
-- negatives = links or a relation between the same rows, of pairs that no edge joins: then nn.supergat gives a second value,
-- one number, equation (6) of the paper: the mean over all edges (label 1) and negatives (label 0) of the binary cross entropy
-- of g ("MX") or g / sqrt(out) ("SD"), the mean over heads:
--
--   local y, found = nn.supergat(h, { out = C, negatives = absent })
--   loss { class = cross_entropy(y, target.class(C)), edges = 4 * found }
--
-- As in GAT each node attends to itself: graph { self_loops = true }.
--
-- Parameters, named and stored as in PyG's SuperGATConv:
--
--   NAME.lin.weight  [heads*out, in]     in memory [in, heads, out]
--   NAME.att_l       [1, heads, out]     of the source, with "MX"
--   NAME.att_r       [1, heads, out]     of the destination, with "MX"
--   NAME.bias        [heads*out]         with bias; [out] where heads are not side by side
local native = ...
local settings, check, is_value = native.settings, native.check, native.is_value

local function check_pairs(x)
    if type(x) ~= "table" or is_value(x) or type(rawget(x, "src")) ~= "function" or type(rawget(x, "dst")) ~= "function" then
        return 'links("NAME", ...) or relation("NAME", ...) between the rows of the layer'
    end
end

local rows = {
    { "heads", 1, check.count }, { "out", native.REQUIRED, check.count }, { "attention", "MX", check.one_of("MX", "SD") },
    native.merge_row, native.over_row, { "negatives", nil, check_pairs }, { "slope", 0.2, check.number },
    { "attention_dropout", 0, check.probability }, { "bias", true, check.boolean }, { "activation", nil, check.activation },
    { "name", nil, check.text },
}

-- How many rows of a space there are: one number.
local function count(space)
    return op.sum_rows(op.constant { num = 1, space = space, shape = { 1 } })
end

-- -log sigmoid(g) of edges and -log(1 - sigmoid(g)) of pairs that are none, mean over all.
local function edge_loss(of_edges, of_pairs)
    local total = op.sum_rows(softplus(-mean(of_edges))) + op.sum_rows(softplus(mean(of_pairs)))
    return total / maximum(count(of_edges.space) + count(of_pairs.space), 1)
end

function nn.supergat(h, options)
    local o = settings("nn.supergat", options, rows)
    local x, r = native.want_one("nn.supergat", h, o.over), o.over
    local name, H, O = native.layer_name(o.name), o.heads, o.out
    local z = native.project(name .. ".lin", x, false, H, O)                            -- node [heads, out]
    local scale = o.attention == "SD" and 1 / math.sqrt(O) or 1
    local g = scale * dot(r.dst(z), r.src(z))                                           -- edge [heads]
    local e = g
    if o.attention == "MX" then
        local att_l, att_r = native.attention(name .. ".att_l", H, O), native.attention(name .. ".att_r", H, O)
        e = (r.src(dot(att_l, z)) + r.dst(dot(att_r, z))) * sigmoid(g)
    end
    local alpha = edge_softmax(leaky_relu(e, o.slope), nil, r)                          -- edge [heads]
    inspect(name .. ".attention", alpha)
    local m = r.sum_in(dropout(alpha, o.attention_dropout) * r.src(z))
    local y = native.finish(native.merge(m, o.merge), name, o)
    if not o.negatives then return y end
    local absent = o.negatives
    return y, edge_loss(g, scale * dot(absent.dst(z), absent.src(z)))
end
