--! tests/error/infinite_number.lua:5: mul: the number inf is not one a float can hold
--!     local y = x * (1 / 0)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = x * (1 / 0)
