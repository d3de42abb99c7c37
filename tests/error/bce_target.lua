--! tests/error/bce_target.lua:6: bce_with_logits: the second argument is a value; target.value(L) was expected
--!     loss(bce_with_logits(y, target.class(C)))
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
loss(bce_with_logits(y, target.class(C)))
