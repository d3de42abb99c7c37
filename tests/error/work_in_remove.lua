--! tests/error/work_in_remove.lua:6: the model ran for more than 50 million Lua instructions; a description takes a few thousand
--!     while t[1] do table.remove(t, 1) end
--!   hint: a loop without an end?
local t = {}
for i = 1, 20000 do t[i] = i end
while t[1] do table.remove(t, 1) end
