--! tests/error/loss_option.lua:6: cross_entropy has no option smoothing; expected class_weight, label_smoothing, label_dropout
--!     loss(cross_entropy(y, target.class(3), { smoothing = 0.1 }))
local x = input.node { 4 }
local y = nn.linear(x, { out = 3 })
output("y", y)
loss(cross_entropy(y, target.class(3), { smoothing = 0.1 }))
