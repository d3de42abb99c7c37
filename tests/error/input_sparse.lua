--! tests/error/input_sparse.lua:3: input.node: sparse is "yes"; expected true or false
--!     local x = input.node { 16, sparse = "yes" }
local x = input.node { 16, sparse = "yes" }
