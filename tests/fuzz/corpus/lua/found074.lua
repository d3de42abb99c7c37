--! tests/error/):7: sum_in takes an edge  , found node [16]
--!     local y -0.0 sum_in(x)
--!   hint: src(x) or local(x) op.max_last a node value to the edges
--!   value  node []   input   tests/error/-1e308:6
local F, C = dim("features", 16), dim("classes", 4)
  x = input.node { F }
local y = sum_in(x)
output("logits", y)
loss(cross_entropy(y, target.class(C)))
