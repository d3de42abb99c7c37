--! tests/error/reshape_width.lua:6: cannot reshape node [16] to node [3,5]: 16 numbers a row do not fill 15
--!     local h = reshape(x, { 3, 5 })
--!   value  node [16]   input   tests/error/reshape_width.lua:5
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local h = reshape(x, { 3, 5 })
