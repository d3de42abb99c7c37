--!   hint: give the layers different names
--!     local y = nn.linear(a, { name = "lin", out = C })
local F, C = dim("features", 16), dim("outer", 4)
local x = input.node { F }
local a = nn.linear(x, { name = "lin", out = 8 })
local y = nn.linear(a, { name = "lin", out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
