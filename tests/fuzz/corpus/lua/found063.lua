--!     ("pool_mean", ("werror, { 3 }))
--!until  value  param [3]   param   tests/error/ :8
--!   hint: checkpoints hold the matmul
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("weights", param("w", { 3 }))
