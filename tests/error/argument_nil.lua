--! tests/error/argument_nil.lua:5: unknown word undefined_in_table
--!     local y = relu(undefined_in_table)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = relu(undefined_in_table)
