--! 1	0	e
--! 2	1	b
--! 3	1	d
--! 4	2	a
--! 5	2	c
--!  apple fi fig pear
--! tests/error/sort_mixed.lua:16: attempt to compare string with number
--!     table.sort({ 3, "x", 1 })
local rows = { { 2, "a" }, { 1, "b" }, { 2, "c" }, { 1, "d" }, { 0, "e" } }
table.sort(rows, function(a, b) return a[1] < b[1] end)
for i, row in ipairs(rows) do print(i, row[1], row[2]) end
local words = { "pear", "apple", "fig", "fi", "" }
table.sort(words)
print(table.concat(words, " "))
table.sort(words, function(a, b) return true end)
table.sort({ 3, "x", 1 })
