--cal W = param("w", { 2, 2, 2, 2 })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { 2, 2, 2, 2 })
