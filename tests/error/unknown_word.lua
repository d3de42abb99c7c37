--! tests/error/unknown_word.lua:6: unknown word leaky_rellu
--!     local y = nn.linear(leaky_rellu(x), { out = C })
--!   hint: did you mean leaky_relu?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(leaky_rellu(x), { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
