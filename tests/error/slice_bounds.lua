--! tests/error/slice_bounds.lua:6: cannot take 8 numbers from position 10 of node [16]: the last dimension is 16
--!     local h = slice(x, 10, 8)
--!   value  node [16]   input   tests/error/slice_bounds.lua:5
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local h = slice(x, 10, 8)
