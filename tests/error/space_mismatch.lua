--! tests/error/space_mismatch.lua:9: cannot add values of different spaces: edge [8] and node [8]
--!     local e = dst(z) + z
--!   left   edge [8]   dst   tests/error/space_mismatch.lua:9
--!   right  node [8]   add   tests/error/space_mismatch.lua:8
--!   hint: src(x) or dst(x) brings a node value to the edges
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local z = nn.linear(x, { out = 8 })
local e = dst(z) + z
