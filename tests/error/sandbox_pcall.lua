--! tests/error/sandbox_pcall.lua:4: a model has no pcall: it only describes
--!     pcall(function() while true do end end)
--!   hint: it has string, table and math, and the words of the language
pcall(function() while true do end end)
