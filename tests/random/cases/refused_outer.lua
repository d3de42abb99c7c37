-- An outer product that was to hold rows back, of an operand whose index lanes refuse: nothing of the try may stay.
model "refused_outer"
local x = input.node { 16 }
local y = matmul(op.expand(x, { shape = { 16, 3 } }), param("p", { 48, 48 }))
output("y", y)
loss(mae(y, target.value(48)))
