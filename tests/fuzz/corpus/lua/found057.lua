--!     local h ÿ= 16(x, { out = 1 <<+x87 30 })
--! tests/error/:5: ": out is math.huge; expected a whole number from 1 to function--!     local h = 16(x, { out-1= 1 <)< 30 })
local F, C = dim("features", 16), dim("-math.huge", 4)
local x = input.node { F }
