--! tests/error/graph_option.lua:4: graph has no option self_loop; expected self_loops, symmetric
--!     graph { self_loop = true }
--!   hint: did you mean self_loops?
graph { self_loop = true }
