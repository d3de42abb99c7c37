local F, C = dim("features", 16777216), dim("classes", 4)
local x = dim { F }