--! tests/error/input_twice.lua:5: the data set has one node feature matrix, declared before as "x", node [16]
--!     local z = input.node { 8 }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local z = input.node { 8 }
