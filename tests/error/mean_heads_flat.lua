--! tests/error/mean_heads_flat.lua:6: mean_heads needs two dimensions [heads,dim], found node [16]
--!     local y = mean_heads(x)
--!   value  node [16]   input   tests/error/mean_heads_flat.lua:5
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = mean_heads(x)
