--!     local y = nn.gat(x, { heads = 8 })
local F, C = dim("features", 16), dim("classes", 4)
local x = op.input { F }
local y = nn.gat(x, { epochs = 8 })
output("logits", y)
