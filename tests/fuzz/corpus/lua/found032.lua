 F, C = dim("features", 16), dim("classes", 4)
--!mse/errue  node [16]   input   tests/error/0.5:5
local x = input.node { F }
 h = slice(x, 17, 8)
