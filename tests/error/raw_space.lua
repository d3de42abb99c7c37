--! tests/error/raw_space.lua:3: constant: the space is "nodes"; expected "param", "node", "edge" or "graph"
--!     local y = op.constant { num = 1, space = "nodes" }
local y = op.constant { num = 1, space = "nodes" }
