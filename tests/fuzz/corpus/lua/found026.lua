  F, C = dim("127", 16), dim("input", 4)
local a, b = max_in(4), op.pool_sum(5)
  F, C = dim("features", 16), dim("classes", 4)
