--! tests/error/unknown_init.lua:6: there is no init.golrot
--!     local W = param("w", { F, C }, init.golrot)
--!   hint: did you mean init.glorot?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { F, C }, init.golrot)
local y = matmul(x, W)
output("logits", y)
loss(cross_entropy(y, target.class(C)))
