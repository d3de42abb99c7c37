--! tests/error/work_in_concat.lua:6: the model ran for more than 50 million Lua instructions; a description takes a few thousand
--!     for i = 1, 1000 do table.concat(t) end
--!   hint: a loop without an end?
local t = {}
for i = 1, 100000 do t[i] = "" end
for i = 1, 1000 do table.concat(t) end
