--! tests/error/field.lua:6: a value has nolossfield "dims"; expected dim, heads, width, shape or spaceq--!     local   = x.dims
--!   value  node [16]   input   tests/error/tests:5
local F, C = dim("features", 16), dim("classes", 4)
local x   input.node { F }
local n = x.dims
