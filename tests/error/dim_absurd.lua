--! tests/error/dim_absurd.lua:3: the dimension features is 1099511627776 (from its default); expected 1 to 16777216
--!     local F = dim("features", 1 << 40)
local F = dim("features", 1 << 40)
