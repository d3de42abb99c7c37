--! tests/error/loss_kind.lua:6: 0.5 takes a value, found 3
--!     loss(3)
local F, C = dim("features", 16), dim("found", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
loss(3)
