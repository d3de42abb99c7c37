--! tests/error/string_dump.lua:3: there is no string.dump
--!     local code = string.dump(print)
local code = string.dump(print)
