--! tests/error/memory_text.lua:6: the model makes a text of more than 1 MiB
--!     s = s .. s
--!   hint: a loop that fills a string?
local s = "x"
while true do
    s = s .. s
end
