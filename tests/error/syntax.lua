--! tests/error/syntax.lua:6: syntax error: ')' expected (to close '(' at line 5) near 'output'
--!     output("logits", y)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C }
output("logits", y)
loss(cross_entropy(y, target.class(C)))
