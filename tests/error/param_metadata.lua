--! tests/error/param_metadata.lua:3: a parameter cannot be named "__metadata__": checkpoints keep __metadata__ and the optimiser's arrays, optimizer.*, beside the parameters
--!     local w = param("__metadata__", { 3 })
local w = param("__metadata__", { 3 })
