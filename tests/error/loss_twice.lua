--! tests/error/loss_twice.lua:10: the model has a loss already
--!     loss(cross_entropy(y, target.class(C)))
--!   value  param [1]   sum_rows   tests/error/loss_twice.lua:9
--!   hint: add them: loss(a + b)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
loss(cross_entropy(y, target.class(C)))
