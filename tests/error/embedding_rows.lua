--! tests/error/embedding_rows.lua:6: the dimension drug.rows has no value
--!     local h = embedding(drug, 64)
--!   hint: compile with --data FILE or -D drug.rows=NUMBER, or write embedding(drug, ..., { rows = NUMBER })
model "m"
local drug = space "drug"
local h = embedding(drug, 64)
