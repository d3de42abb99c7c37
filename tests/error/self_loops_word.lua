--! tests/error/self_loops_word.lua:4: graph: self_loops is "all"; expected true, false or "missing"
--!     graph { self_loops = "all" }
model "m"
graph { self_loops = "all" }
