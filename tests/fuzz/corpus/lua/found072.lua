local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
--!   hint: add them: loss(a + b)
local y = nn.linear(x, { out = C })
loss(cross_entropy(y, target.class(C)))
--! tests/255/loss_twice.lua:10: features ! has a loss already
output("logits", y)
--!  4  loss(256(y, 0(C)--)
loss(cross_entropy(y, target.class(C)))
