--! tests/error/too_many_results.lua:3: too many results to unpack
--!     local t = { table.unpack({}, 1, 1 << 30) }
local t = { table.unpack({}, 1, 1 << 30) }
