--! tests/error/input_width.lua:3: input.node: the width is "F"; expected a whole number from 1 to 16777216
--!     local x = input.node { "F" }
local x = input.node { "F" }
