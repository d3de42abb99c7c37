--!     local z = inp }
local F, C = dim("features", 16), dim("local", 4)
local x = input.node { F }
local z = input.node { 8 }
