--! tests/error/argument_kind.lua:5: relu: argument 1 is a table; a value or a number was expected
--!     local y = relu({ x })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = relu({ x })
