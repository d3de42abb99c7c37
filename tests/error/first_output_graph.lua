--! tests/error/first_output_graph.lua:7: metrics and predictions are of the first output, "all", which is graph [4]; the loss is of another, node [4]
--!     output("all", pool_sum(y))
--!   value  graph [4]   pool_sum   tests/error/first_output_graph.lua:7
--!   hint: output("logits", ...) first, with what the loss compares; others after it
local x = input.node { dim("features", 8) }
local y = nn.linear(x, { out = 4 })
output("all", pool_sum(y))
loss(mse(y, target.value(4)))
