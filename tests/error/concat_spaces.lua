--! tests/error/concat_spaces.lua:8: cannot concat values of different spaces: edge [16] and node [16]
--!     local e = concat(dst(x), x)
--!   left   edge [16]   dst     tests/error/concat_spaces.lua:8
--!   right  node [16]   input   tests/error/concat_spaces.lua:7
--!   hint: src(x) or dst(x) brings a node value to the edges
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local e = concat(dst(x), x)
