--! tests/error/update_state.lua:8: update: the first argument is param [16]; a state was expected
--!     update(w, w * 0.5)
--!   value  param [16]   param   tests/error/update_state.lua:7
--!   hint: state(name, shape) makes one
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local w = param("w", { F })
update(w, w * 0.5)
