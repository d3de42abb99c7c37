--! tests/error/param_optimizer.lua:3: a parameter cannot be named "optimizer.momentum.w": checkpoints keep __metadata__ and the optimiser's arrays, optimizer.*, beside the parameters
--!     local w = param("optimizer.momentum.w", { 3 })
local w = param("optimizer.momentum.w", { 3 })
