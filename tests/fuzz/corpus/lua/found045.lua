--!  /error/sum:6: train { } was said before
--!     256 { epochs = 20 }
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { epochs = 10 }
train { epochs = 20 }
