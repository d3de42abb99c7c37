--! tests/error/dim_macro_named.lua:6: the dimension max of the model size would be the constant SIZE_MAX, which is a macro already
--!     local C = dim("max", 2)
--!   hint: another name of the dimension, or of the model (gatcc --name NAME)
--$ --name size
model "fine"
local C = dim("max", 2)
local x = input.node { 3 }
local y = matmul(x, param("w", { 3, 2 }))
output("logits", y)
loss(cross_entropy(y, target.class(2)))
