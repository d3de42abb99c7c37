--! tests/error/no_output.lua:7: the model ends without an output
--!     loss(cross_entropy(y, target.class(C)))
--!   hint: output("logits", y)
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
loss(cross_entropy(y, target.class(C)))
