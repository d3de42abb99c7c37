--! tests/error/string_rep.lua:3: string.rep: the text would be longer than 1 MiB
--!     local s = ("x"):rep(1 << 40)
local s = ("x"):rep(1 << 40)
