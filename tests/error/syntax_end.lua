--! tests/error/syntax_end.lua:7: syntax error: 'end' expected (to close 'function' at line 5) near 'local'
--!     local y = nn.linear(x, { out = C })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local function layer(h)
    return relu(h)
local y = nn.linear(x, { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
