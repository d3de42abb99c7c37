--! tests/error/input_space.lua:3: input is "drug"; expected a space, such as node, or one that space "NAME" has made
--!     local x = input("drug") { 4 }
local x = input("drug") { 4 }
