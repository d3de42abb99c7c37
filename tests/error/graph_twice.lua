--! tests/error/graph_twice.lua:4: graph { } was said before
--!     graph { self_loops = true }
graph { self_loops = true }
graph { self_loops = true }
