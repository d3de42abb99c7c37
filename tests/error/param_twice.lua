--! tests/error/param_twice.lua:7: two parameters are named "lin.weight"; the first is at tests/error/param_twice.lua:6
--!     local y = nn.linear(a, { name = "lin", out = C })
--!   hint: give the layers different names
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local a = nn.linear(x, { name = "lin", out = 8 })
local y = nn.linear(a, { name = "lin", out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
