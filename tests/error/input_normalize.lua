--! tests/error/input_normalize.lua:3: input.node: normalize is "column"; expected "row" or "l1"
--!     local x = input.node { 16, normalize = "column" }
local x = input.node { 16, normalize = "column" }
