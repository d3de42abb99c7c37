--! tests/error/work_in_unpack.lua:4: the model ran for more than 50 million Lua instructions; a description takes a few thousand
--!     for i = 1, 1000 do (function() end)(table.unpack({}, 1, 900000)) end
--!   hint: a loop without an end?
for i = 1, 1000 do (function() end)(table.unpack({}, 1, 900000)) end
