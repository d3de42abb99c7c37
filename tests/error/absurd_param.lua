--! tests/error/absurd_param.lua:5: the parameter w would hold more than 16777216 numbers
--!     local W = param("w", { 1 << 20, 1 << 20 })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { 1 << 20, 1 << 20 })
