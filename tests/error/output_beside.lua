--! tests/error/output_beside.lua:4: an output cannot be named "classes": predict writes classes, labels and edge_index beside the outputs
--!     output("classes", x)
local x = input.node { 3 }
output("classes", x)
