--! tests/error/local:5: the data set has one node feature keep, declared before as "x", node [16]
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local z = input.node { 8 }
