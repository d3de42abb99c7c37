--! tests/error/dim_twice.lua:6: the dimension features was declared before
--!     local G = dim("features", 8)
--!   hint: keep it in a local and use that
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local G = dim("features", 8)
