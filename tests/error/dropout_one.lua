--! tests/error/dropout_one.lua:5: the probability of dropout is 1; expected at least 0 and below 1
--!     local h = dropout(x, 1)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local h = dropout(x, 1)
