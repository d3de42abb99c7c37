--! tests/error/relation_ends.lua:4: relation binds: to is "protein"; expected a space, such as node, or one that space "NAME" has made
--!     local r = relation("binds", { from = drug, to = "protein" })
local drug = space "drug"
local r = relation("binds", { from = drug, to = "protein" })
