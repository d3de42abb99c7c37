--! tests/error/compare.lua:7: a value cannot be compared with <
--!     if x < 0 then x = -x end
--!   value  node [16]   input   tests/error/compare.lua:6
--!   hint: its numbers are known at run time: maximum(a, b), or select(a - b, x, y)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
if x < 0 then x = -x end
