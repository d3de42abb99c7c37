--! tests/error/space_form.lua:3: the name of a space is "a__b"; expected at most 24 letters, digits and '_', a letter first, no "__"
--!     local x = space "a__b"
local x = space "a__b"
