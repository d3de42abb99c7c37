--! tests/error/first_output.lua:9: metrics and predictions are of the first output, "hidden", which is node [16]; the loss is of another, node [4]
--!     output("hidden", h)
--!   value  node [16]   relu   tests/error/first_output.lua:7
--!   hint: output("logits", ...) first, with what the loss compares; others after it
model "first_output"
local x = input.node { dim("features", 8) }
local h = nn.linear(x, { out = 16, activation = relu })
local y = nn.linear(h, { out = 4 })
output("hidden", h)
output("logits", y)
loss(cross_entropy(y, target.class(4)))
