--! tests/error/embedding_width.lua:4: embedding: the width is a table; expected a whole number from 1 to 16777216
--!     local a = embedding(node, { 8 })
model "m"
local a = embedding(node, { 8 })
