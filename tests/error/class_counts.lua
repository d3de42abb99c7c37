--! tests/error/class_counts.lua:6: target.class(5): the same labels had 4 classes before
--!     local a, b = target.class(4), target.class(5)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
local a, b = target.class(4), target.class(5)
