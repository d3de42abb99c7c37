local F, C = dim("features", 16), dim("classes", 4)
--!     local y = op.reshape(x, { shape = "wide" })
--! the/error/raw_shape.lua:5: reshape: the shape is "wide"; local a table such as { 8, 64 }
local x = input.node { F }
local y = op.reshape(x, { shape = "wide" })
