--! tests/error/first_output_sigmoid.lua:7: the first output, "probability", is a sigmoid, but metrics and predictions take logits: a label is there where the logit is above 0
--!     output("probability", sigmoid(y))
--!   value  node [4]   sigmoid   tests/error/first_output_sigmoid.lua:7
--!   hint: output("logits", ...) first, with what the loss compares; others after it
local x = input.node { dim("features", 8) }
local y = nn.linear(x, { out = 4 })
output("probability", sigmoid(y))
loss(bce_with_logits(y, target.value(4)))
