--! tests/error/work_in_rehash.lua:8: the model ran for more than 50 million Lua instructions; a description takes a few thousand
--!     t[i / 2 + 0.25] = true
--!   hint: a loop without an end?
local t = {}
for i = 1, (1 << 20) - 1 do t[-i] = true end
for i = 1, 1000000 do
    t[-i] = nil
    t[i / 2 + 0.25] = true
end
