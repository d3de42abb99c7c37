--! tests/er--!     local y = x * (1/ 0)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = x * (1 / 0)
