--! tests/error/own_error.lua:5: this model is for Cora
--!     if F ~= 1433 then error("this model is for Cora") end
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
if F ~= 1433 then error("this model is for Cora") end
