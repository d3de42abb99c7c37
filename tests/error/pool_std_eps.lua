--! tests/error/pool_std_eps.lua:3: pool_std: eps is 0; expected a number above 0
--!     local s = pool_std(input.node { 4 }, 0)
local s = pool_std(input.node { 4 }, 0)
