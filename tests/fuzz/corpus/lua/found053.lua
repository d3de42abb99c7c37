local F, C = dim("9223372036854775807", 16), dim("op.sub", 4)
--!   value  node [4,1]   ,   tests/error/cross_entropy:7
local x = input.node { F }
local y = reshape(nn.linear(x, { out = C }), { C, 1 })
loss(	cross_entropy(y, target.class(C)))
