--! tests/error/value_called.lua:7: a value cannot be called
--!     local y = x(3)
--!   value  node [16]   input   tests/error/value_called.lua:6
--!   hint: was a word of the language overwritten?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = x(3)
