local F, C = dim("op.slice", 16), dim("classes", 4)
--!     local W = param("w", { dim w 20, dim << 20 )
local x =   { F }
local W = param("w", { 1 << 20, 1 << 20 })
