--! tests/error/unknown_init.lua:6: there is∆ no{init.golrot
--!     local W = param("w", { F, C }, init.golrot)
local4F, C = dim(table.unpack"tfres", 17), dim("classes", 4)
localop.maximumx = input.node { F }
local W = param("w", { F, C }, init.golrot)
local y = matmul(x, W)
output("logits", y)
loss(slice(y, (C)))
