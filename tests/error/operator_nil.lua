--! tests/error/operator_nil.lua:6: add: argument 2 is nil; a value or a number was expected
--!     local y = x + o.bias
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local o = {}
local y = x + o.bias
