--! tests/error/memory.lua:6: the model needs more than 256 MiB of Lua memory
--!     s = s .. s
--!   hint: a loop that fills a table or a string?
local s = "x"
while true do
    s = s .. s
end
