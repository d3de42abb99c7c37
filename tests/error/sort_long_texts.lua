--! tests/error/sort_long_texts.lua:7: the model ran for more than 50 million Lua instructions; a description takes a few thousand
--!     table.sort(t)
--!   hint: a loop without an end?
local a, b = ("x"):rep(1e6) .. "a", ("x"):rep(1e6) .. "b"
local t = {}
for i = 1, 2000 do t[i] = i % 2 == 0 and a or b end
table.sort(t)
