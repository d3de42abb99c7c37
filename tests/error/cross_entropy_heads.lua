--! tests/error/cross_entropy_heads.lua:9: cross_entropy: the prediction is node [4,1]; expected node [4] as the target has it
--!     loss(cross_entropy(y, target.class(C)))
--!   value  node [4,1]   reshape   tests/error/cross_entropy_heads.lua:7
--!   hint: mean_heads(x) or flatten(x) make one dimension of two
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = reshape(nn.linear(x, { out = C }), { C, 1 })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
