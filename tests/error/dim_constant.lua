--! tests/error/dim_constant.lua:4: the dimension ok would be called NAME_OK in the model's header, which has a constant of that name
--!     local F, C = dim("features", 3), dim("ok", 2)
model "m"
local F, C = dim("features", 3), dim("ok", 2)
