--!     output("logits", "y")
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("logits", "y")
