--! tests/error/relation_mixed.lua:8: cannot multiply values of different spaces: binds [4] and edge [4]
--!     output("y", binds.sum_in(binds.src(x) * src(x)))
--!   left   binds [4]   binds.src   tests/error/relation_mixed.lua:8
--!   right  edge [4]    src         tests/error/relation_mixed.lua:8
--!   hint: binds.src(sum_in(x)) or binds.dst(sum_in(x)) brings an edge value to the binds_rows
local binds = relation("binds", { from = node, to = node })
local x = input.node { 4 }
output("y", binds.sum_in(binds.src(x) * src(x)))
