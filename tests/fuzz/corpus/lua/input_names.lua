local x, y = input.node { 4, name = "1-1_2-2" }, input.edge { 4, name = "a_b" }
local z = x
output("1-a", x * 2 + sum_in(y) + z)
loss(mse(nn.linear(x, { out = 4, name = "q-." }), target.value(4)))
