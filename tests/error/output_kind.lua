--! tests/error/output_kind.lua:6: an output takes a value, found "y"
--!     output("logits", "y")
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("logits", "y")
