--! tests/error/dim_default.lua:3: the default of dimension features is "many"; a whole number was expected
--!     local F = dim("features", "many")
local F = dim("features", "many")
