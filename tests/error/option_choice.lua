--! tests/error/option_choice.lua:5: nn.gat: merge is "sum"; expected "concat" or "mean" or "max"
--!     local y = nn.gat(x, { out = C, merge = "sum" })
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.gat(x, { out = C, merge = "sum" })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
