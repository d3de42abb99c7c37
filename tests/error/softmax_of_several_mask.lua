--! tests/error/softmax_of_several_mask.lua:4: edge_softmax of several relations takes no mask
--!     local a = edge_softmax({ src(x) }, drop_edge(0.1))
local x = input.node { 4 }
local a = edge_softmax({ src(x) }, drop_edge(0.1))
