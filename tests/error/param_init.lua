--! tests/error/param_init.lua:6: param w: the initialiser is 0.1; one of init was expected
--!     local W = param("w", { F, C }, 0.1)
--!   hint: init.glorot
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { F, C }, 0.1)
