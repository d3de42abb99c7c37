--! tests/error/output_twice.lua:7: two outputs are named "logits"
--!     output("logits", (y))
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("logits", y)
output("logits", relu(y))
