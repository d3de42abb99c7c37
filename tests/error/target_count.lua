--! tests/error/target_count.lua:5: target.class: the number is 0; expected a whole number from 1 to 16777216
--!     local t = target.class(0)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local t = target.class(0)
