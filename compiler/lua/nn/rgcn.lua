-- nn.rgcn: relational graph convolution, Schlichtkrull et al. 2018, arXiv:1703.06103, equation (2), with the bases of
-- equation (3) or the blocks of equation (4):
--
--   y_i = sum_r (agg_j h_j over the edges of relation r into i) W_r + h_i W_0 + b
--
--   h node [in]  ->  node [out], over = { relation, ... }, all between the same rows
--
-- Over relations between two spaces h is { sources, destinations }, or without root { sources }.
--
-- Parameters are those of PyG's RGCNConv. What it stores as one array of all relations is an array for each here, R the
-- relation's name; like there, they are applied as x W:
--
--   NAME.weight.R    [in, out]       W_r
--   NAME.weight.B    [in, out]       with bases: V_B for B from 0;  NAME.comp.R [bases], W_r = sum_B comp_rB V_B
--   NAME.weight.R.B  [in / blocks, out / blocks]    with blocks, B from 0: W_r is block diagonal
--   NAME.root        [in, out]       with root
--   NAME.bias        [out]           with bias
local native = ...
local check, fail = native.check, native.fail

local rows = {
    { "out", native.REQUIRED, check.count }, { "over", native.REQUIRED, check.relations },
    { "aggregate", "mean", check.one_of("mean", "sum", "max") }, { "bases", nil, check.count },
    { "blocks", nil, check.count }, { "root", true, check.boolean }, { "bias", true, check.boolean },
    { "activation", nil, check.activation }, { "name", nil, check.text },
}

-- Of what arrives by each relation, m[r]: its part of y.
local function by_relation(m, name, o)
    local y
    for i, r in ipairs(o.over) do
        local part = matmul(m[i], param(name .. ".weight." .. r.name, { m[i].width, o.out }))
        y = y and y + part or part
    end
    return y
end

-- sum_r m_r (sum_B comp_rB V_B) = sum_B (sum_r comp_rB m_r) V_B: a product for each basis.
local function by_bases(m, name, o)
    local comp, y = {}, nil
    for i, r in ipairs(o.over) do
        comp[i] = param(name .. ".comp." .. r.name, { o.bases }, init.glorot, { fan_in = o.bases, fan_out = #o.over })
    end
    for b = 0, o.bases - 1 do
        local mixed
        for i in ipairs(o.over) do
            local share = slice(comp[i], b, 1) * m[i]
            mixed = mixed and mixed + share or share
        end
        local part = matmul(mixed, param(name .. ".weight." .. b, { mixed.width, o.out }))
        y = y and y + part or part
    end
    return y
end

local function by_blocks(m, name, o)
    local inner, outer, y = m[1].width // o.blocks, o.out // o.blocks, nil
    if inner * o.blocks ~= m[1].width or outer * o.blocks ~= o.out then
        fail("nn.rgcn: blocks = " .. o.blocks .. " must divide the width of the rows, " .. m[1].width .. ", and out, " .. o.out)
    end
    for i, r in ipairs(o.over) do
        local parts = {}
        for b = 0, o.blocks - 1 do
            local W = param(name .. ".weight." .. r.name .. "." .. b, { inner, outer })
            parts[b + 1] = matmul(slice(m[i], b * inner, inner), W)
        end
        local part = concat(table.unpack(parts))
        y = y and y + part or part
    end
    return y
end

function nn.rgcn(h, options)
    local o = native.settings("nn.rgcn", options, rows)
    if o.bases and o.blocks then fail("nn.rgcn: bases and blocks are two ways to have fewer weights; take one") end
    local name, m, s = native.layer_name(o.name), {}, nil
    for i, r in ipairs(o.over) do
        s = native.sides("nn.rgcn", h, r)
        m[i] = native.aggregators[o.aggregate](r.src(flatten(s.src)), nil, r)
    end
    local y = (o.bases and by_bases or o.blocks and by_blocks or by_relation)(m, name, o)
    if o.root then
        local own = native.want_destinations("nn.rgcn: root = true", s, o.over[1])
        y = y + matmul(own, param(name .. ".root", { own.width, o.out }))
    end
    return native.finish(y, name, o)
end
