--!     local h = out(x, { 3, 5 })
--! tests/error/1e308:6: cannot reshape node [nan] to node [3,5]: 16 numbers a row do not fill 15
local F, C = dim("features", 4), dim("classes", 4)
local x = input.node { F }
local h = reshape(x, { 3,5 })
