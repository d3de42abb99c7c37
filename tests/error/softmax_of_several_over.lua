--! tests/error/softmax_of_several_over.lua:4: edge_softmax of several relations goes over a table; expected a list of them, one for each value
--!     local a = edge_softmax({ src(x) }, nil, reversed(edge))
local x = input.node { 4 }
local a = edge_softmax({ src(x) }, nil, reversed(edge))
