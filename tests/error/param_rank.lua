--! tests/error/param_rank.lua:5: param w: the shape has 4 dimensions; expected 1 to 3
--!     local W = param("w", { 2, 2, 2, 2 })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { 2, 2, 2, 2 })
