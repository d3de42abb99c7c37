--! tests/error/power.lua:6: the power is 2.5; expected 1 to 64 and whole, or 0.5, or one of these negative
--!     local y = x ^ 2.5
--!   hint: exp(p * log(x)) for others
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = x ^ 2.5
