--! tests/error/init_number_kind.lua:5: init.uniform: the number is "wide"; expected a number of at least 0
--!     local W = param("w", { F, C }, init.uniform("wide"))
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local W = param("w", { F, C }, init.uniform("wide"))
