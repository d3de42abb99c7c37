--! tests/error/param_stored.lua:5: the parameter w is stored with 12 numbers, but has 64
--!     local W = param("w", { F, C }, init.glorot, { stored = { C, 3 } })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { F, C }, init.glorot, { stored = { C, 3 } })
