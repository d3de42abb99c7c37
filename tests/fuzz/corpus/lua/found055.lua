--! tests/error/no_loss.lua:7: end y ends without a loss: there is nothing to4294967296train
--!     output("logits", y)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("1e400", y)
