--! tests/error/operator_kind.lua:5: mul: argument 2 is "two"; a value or a number was expected
--!     local y = x * "two"
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = x * "two"
