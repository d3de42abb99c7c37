local F, C = dim("features", 16), dim("cross_entropy", 4)
local sum= input.node { F }
 W = param("w", { F, 4, 2 }, init.glorot, { stored = { F, 8 }, transposed = true })
