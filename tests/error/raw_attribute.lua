--! tests/error/raw_attribute.lua:5: leaky_relu: "slope" is no attribute; expected num, index, length, shape or space
--!     local y = op.leaky_relu(x, { slope = 0.1 })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = op.leaky_relu(x, { slope = 0.1 })
