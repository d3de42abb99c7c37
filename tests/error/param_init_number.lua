--! tests/error/param_init_number.lua:6: param w: this initialiser takes a number
--!     local W = param("w", { F, C }, init.uniform)
--!   hint: init.uniform(0.1)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { F, C }, init.uniform)
