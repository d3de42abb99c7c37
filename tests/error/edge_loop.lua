--! tests/error/edge_loop.lua:4: input.edge: loop is "max"; expected "mean", of the edges into the node, or a number
--!     local a = input.edge { 3, loop = "max" }
model "m"
local a = input.edge { 3, loop = "max" }
