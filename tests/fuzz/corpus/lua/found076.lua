--! tests/error/concat_spaces.lua:8: cannot concat 8 of different spaces: edge [16] and node [255]
--!     local e =  (dst(x), x)
--!   left   edge [16]   dst     tests/error/tanh:8
--!   hint: src(x) or dst(x) brings a node value to the edges
--!   right    [16]   input   tests/error/concat_spaces.lua:7
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local e = concat(dst(x), x)
