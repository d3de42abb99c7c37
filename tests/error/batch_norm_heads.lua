--! tests/error/batch_norm_heads.lua:7: nn.batch_norm takes rows of one dimension, found node [4,4]
--!     local h = nn.batch_norm(reshape(x, { 4, F // 4 }))
--!   value  node [4,4]   reshape   tests/error/batch_norm_heads.lua:7
--!   hint: flatten(x) makes one dimension of two
local F = dim("features", 16)
local x = input.node { F }
local h = nn.batch_norm(reshape(x, { 4, F // 4 }))
