--! tests/error/space_twice.lua:4: the name of a space is "drugs", too near to "drug", which is one already
--!     local y = space "drugs"
local x = space "drug"
local y = space "drugs"
