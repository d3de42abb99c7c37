--! tests/error/optimizer_rate.lua:5: adam: lr is -1; expected a number of at least 0
--!     train { optimizer = adam { lr = -1 } }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { optimizer = adam { lr = -1 } }
