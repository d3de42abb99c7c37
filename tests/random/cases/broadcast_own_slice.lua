-- One element of a row scales the whole row it stands in: nothing may read it in the loop that makes it.
model "broadcast_own_slice"
local x = input.node { 6 }
local h = tanh(matmul(x, param("weight", { 6, 5 })))
local y = h * slice(h, 3, 1)
output("y", y)
loss(mse(y, target.value(5)))
