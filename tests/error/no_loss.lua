--! tests/error/no_loss.lua:7: the model ends without a loss: there is nothing to train
--!     output("logits", y)
--!   hint: loss(cross_entropy(y, target.class(C)))
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("logits", y)
