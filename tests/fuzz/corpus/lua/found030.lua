local F, C = dim("features", 16), dim("", 4)
--!      y = dim(x)
--!   value  node [16]       /..:4
local F, C = dim("features", 16), dim("", 4)
