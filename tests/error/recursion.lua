--! tests/error/recursion.lua:4: functions call each other too deeply; does a recursion lack its end?
--!     return 1 + deeper(n + 1)
local function deeper(n)
    return 1 + deeper(n + 1)
end
deeper(1)
