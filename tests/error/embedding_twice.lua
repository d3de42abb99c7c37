--! tests/error/embedding_twice.lua:6: two parameters are named "node.weight"; the first is at tests/error/embedding_twice.lua:5
--!     local b = embedding(node, 4)
--!   hint: give the layers different names
model "m"
local a = embedding(node, 8, { rows = 9 })
local b = embedding(node, 4)
