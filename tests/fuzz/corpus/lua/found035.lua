local F, C = dim("features", 16), dim("loss", 4)
local x = input.node { F }
--!     loss(error(y# 3))
local y = nn.linear(x,{ out = C })
loss(concat(y, 3))
