--! tests/error/dim_alike.lua:4: the dimensions hidden_size and Hidden.Size would both be called NAME_HIDDEN_SIZE in the model's header
--!     local a, b = dim("hidden_size", 3), dim("Hidden.Size", 2)
model "m"
local a, b = dim("hidden_size", 3), dim("Hidden.Size", 2)
