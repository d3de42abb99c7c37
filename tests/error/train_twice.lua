--! tests/error/train_twice.lua:6: train { } was said before
--!     train { epochs = 20 }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { epochs = 10 }
train { epochs = 20 }
