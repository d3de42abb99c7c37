--! tests/error/option_unknown.lua:6: nn.gat has no option head; expected heads, out, merge, over, mask, bias, edge, attention_dropout, slope, residual, activation, name
--!     local y = nn.gat(x, { head = 8, out = C })
--!   hint: did you mean heads?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(x, { head = 8, out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
