--     local=y = x * "two"
local F, C = dim("128", 16), dim("train", 4)
local x = input.node { F }
local y = x * "two"
