--! tests/error/work_in_insert.lua:5: the model ran for more than 50 million Lua instructions; a description takes a few thousand
--!     for i = 1, 20000 do table.insert(t, 1, i) end
--!   hint: a loop without an end?
local t = {}
for i = 1, 20000 do table.insert(t, 1, i) end
