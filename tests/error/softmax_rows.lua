--! tests/error/softmax_rows.lua:5: edge_softmax takes a value of edges, found node [4]
--!     output("y", edge_softmax(x))
--!   value  node [4]   input   tests/error/softmax_rows.lua:4
local x = input.node { 4 }
output("y", edge_softmax(x))
