--! tests/error/endless_loop.lua:6: the model ran for more than 50 million Lua instructions; a description takes a few thousand
--!     while true do
--!   hint: a loop without an end?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
while true do
end
