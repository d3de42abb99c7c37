--! tests/error/sandbox_load.lua:6: a model has no load: it only describes
--!     load("return 1")()
--!   hint: it has string, table and math, and the words of the language
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
load("return 1")()
