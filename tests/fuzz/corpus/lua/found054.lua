--!   0; shapeˆßž“ign from the left: [h] goes with [h,d], [1,d] rawset [h,d]
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
  z = nn.linear(x, { out = 8 })
local y = z + nn.linear(x, { out = C })
output("logits", y)
