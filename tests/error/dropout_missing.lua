--! tests/error/dropout_missing.lua:5: the probability of dropout is nil; expected at least 0 and below 1
--!     local h = dropout(x)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local h = dropout(x)
