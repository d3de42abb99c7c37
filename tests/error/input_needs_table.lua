--! tests/error/input_needs_table.lua:3: input.node takes a table such as { 64 }, found 16
--!     local x = input.node(16)
local x = input.node(16)
