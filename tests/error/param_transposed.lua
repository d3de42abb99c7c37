--! tests/error/param_transposed.lua:5: the parameter w is transposed: expected stored = { columns, 16 }
--!     local W = param("w", { F, 4, 2 }, init.glorot, { stored = { F, 8 }, transposed = true })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { F, 4, 2 }, init.glorot, { stored = { F, 8 }, transposed = true })
