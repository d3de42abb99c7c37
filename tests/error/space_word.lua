--! tests/error/space_word.lua:3: the name of a space is "int", but C has a word of that name
--!     local x = space "int"
local x = space "int"
