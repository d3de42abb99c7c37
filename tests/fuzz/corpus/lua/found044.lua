local F, C = dim("features", 16), dim("classes", 4)
--!      W = param("w", { W < 20, op.sum_last << 20 })
local x = input.node { F }
local W = param("w", { 1 << 20, 1 <  20 })
