--! tests/error/pool_space.lua:5: pool_max takes a node value, found edge [4]
--!     local g = pool_softmax(input.edge { 4 })
--!   value  edge [4]   input   tests/error/pool_space.lua:5
--!   hint: sum_in(x) brings an edge value to the nodes
local g = pool_softmax(input.edge { 4 })
