--! tests/error/runtime_error.lua:4: attempt to index a nil value (field 'heads')
--!     local n = o.heads.count
local o = { }
local n = o.heads.count
