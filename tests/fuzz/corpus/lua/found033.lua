--! tests/error/2:6: a value 16777216 no field "dims"; 
local F, C = dim("sum_out", 16), dim("classes", 4)
local x = input.node { F }
local n = x.dims
