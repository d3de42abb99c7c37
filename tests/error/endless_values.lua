--! tests/error/endless_values.lua:8: the model has more than 100000 values
--!     h = h * 1.5
--!   hint: a loop without an end?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local h = x
while true do
    h = h * 1.5
end
