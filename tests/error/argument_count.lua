--! tests/error/argument_count.lua:5: relu takes 1 value; argument 2 is a value
--!     local y = relu(x, x)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = relu(x, x)
