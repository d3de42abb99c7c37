--! tests/error/update_twice.lua:6: the state steps is updated twice
--!     update(steps, steps + 2)
local F, C = dim("features", 16), dim("classes", 4)
local steps = state("steps", { 1 })
update(steps, steps + 1)
update(steps, steps + 2)
