--! tests/error/missing_dim.lua:4: the dimension features has no value
--!     local F = dim("features")
--!   hint: compile with -D features=NUMBER, or write dim("features", NUMBER)
local F = dim("features")
