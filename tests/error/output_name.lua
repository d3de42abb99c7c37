--! tests/error/output_name.lua:6: the name of an output is "my logits"; expected 1 to 100 letters, digits, '_', '.' or '-'
--!     output("my logits", y)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("my logits", y)
