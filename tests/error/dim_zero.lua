--! tests/error/dim_zero.lua:3: the dimension features is 0 (from its default); expected 1 to 16777216
--!     local F = dim("features", 0)
local F = dim("features", 0)
