--! tests/error/dim_macro.lua:5: the dimension max of the model int32 would be the constant INT32_MAX, which is a macro already
--!     local C = dim("max", 2)
--!   hint: another name of the dimension, or of the model (gatcc --name NAME)
local F = dim("features", 3)
local C = dim("max", 2)
model "int32"
local x = input.node { 3 }
local y = matmul(x, param("w", { 3, 2 }))
output("logits", y)
loss(cross_entropy(y, target.class(2)))
