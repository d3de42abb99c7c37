--! tests/error/patience.lua:5: train: patience is -1; expected a whole number from 0 to 16777216
--!     train { patience = -1 }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { patience = -1 }
