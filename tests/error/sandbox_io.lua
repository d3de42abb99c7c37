--! tests/error/sandbox_io.lua:4: a model has no io: it only describes
--!     local f = io.open("/etc/passwd")
--!   hint: it has string, table and math, and the words of the language
local f = io.open("/etc/passwd")
