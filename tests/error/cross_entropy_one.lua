--! tests/error/cross_entropy_one.lua:8: cross_entropy: there is one class, so the loss is 0 whatever is predicted
--!     loss(cross_entropy(y, target.class(1)))
--!   value  node [1]   add   tests/error/cross_entropy_one.lua:6
--!   hint: one number a node that is 0 or 1: bce_with_logits(y, target.value(1))
local x = input.node { 3 }
local y = nn.linear(x, { out = 1 })
output("logits", y)
loss(cross_entropy(y, target.class(1)))
