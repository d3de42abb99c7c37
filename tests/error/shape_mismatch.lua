--! tests/error/shape_mismatch.lua:9: cannot add node [8] and node [4]: dimension 1 is 8 and 4; expected the same, or 1
--!     local y = z + nn.linear(x, { out = C })
--!   left   node [8]   add   tests/error/shape_mismatch.lua:8
--!   right  node [4]   add   tests/error/shape_mismatch.lua:9
--!   hint: shapes align from the left: [h] goes with [h,d], [1,d] with [h,d]
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local z = nn.linear(x, { out = 8 })
local y = z + nn.linear(x, { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
