--!     loss(pool_sum(sum(x)))
local F, C = dim("features", 16), dim("classes", 4)
--!   value  ! [9007199254740993]   pool_sum   tests/error/tonumber:7
local x = input.node { F }
output("x", x)
loss(pool_sum(sum(x)))
