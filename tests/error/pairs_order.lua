--! -1	6
--! 1.5	5
--! 2	4
--! a	3
--! b	2
--! true	1
--! tests/error/pairs_order.lua:16: pairs: keys that are tables have no order that is the same in every run
--!     for _, width in pairs(widths) do print(width) end
--!   hint: name the entries, or number them and use ipairs
local seen = { [true] = 1, b = 2, a = 3, [2] = 4, [1.5] = 5, [-1] = 6 }
for key, x in pairs(seen) do
    seen[key] = nil
    print(key, x)
end
local widths = { [{}] = 8, [{}] = 16 }
for _, width in pairs(widths) do print(width) end
