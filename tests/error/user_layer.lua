--! tests/error/user_layer.lua:10: cannot multiply values of different spaces: node [8] and edge [8]
--!     return sum_in(z * src(z))
--!   left   node [8]   add   tests/error/user_layer.lua:9
--!   right  edge [8]   src   tests/error/user_layer.lua:10
--!   hint: src(x) or dst(x) brings a node value to the edges
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local function attend(h)
    local z = nn.linear(h, { out = 8 })
    return sum_in(z * src(z))
end
local y = attend(x)
output("logits", y)
loss(cross_entropy(y, target.class(C)))
