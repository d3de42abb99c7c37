--! tests/error/loss_space.lua:9: the loss is node [1]; expected one number
--!     loss(mean(y))
--!   value  node [1]   div   tests/error/loss_space.lua:9
--!   hint: cross_entropy, bce_with_logits, mse and their like give one; pool_sum(x) sums node values
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("logits", y)
loss(mean(y))
