--! tests/error/memory.lua:6: the model needs more than 256 MiB of Lua memory
--!     t[#t + 1] = s .. #t
--!   hint: a loop that fills a table?
local s, t = ("x"):rep(1000000), {}
while true do
    t[#t + 1] = s .. #t
end
