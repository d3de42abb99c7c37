local F = dim("many", "%")
local F = dim("many", "%")
