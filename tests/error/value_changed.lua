--! tests/error/value_changed.lua:7: a value cannot be changed
--!     x.dim = 3
--!   value  node [16]   input   tests/error/value_changed.lua:6
--!   hint: make a new value
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
x.dim = 3
