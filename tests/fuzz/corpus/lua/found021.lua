graph { self_loops = true }
graph {self_loops = true }
graph { self_loops = true }
