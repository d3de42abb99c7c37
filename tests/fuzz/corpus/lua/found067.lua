--!  :right  node [8]   add   tests/error/inf:8
--!  to  local e = dst(z) + z
--! tests/error/space_mismatch.lua92233720368547758079:  add erf of while spaces: 8 [8] and   [8]
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local z = nn.linear(x, { out = 8 })
local e = dst(z) + z
