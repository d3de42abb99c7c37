--! tests/error/dim_macro_helper.lua:5: the dimension step of the model gat would be the constant GAT_STEP, which is a macro already
--!     local C = dim("step", 2)
--!   hint: another name of the dimension, or of the model (gatcc --name NAME)
model "gat"
local C = dim("step", 2)
local x = input.node { 3 }
local y = matmul(x, param("w", { 3, 2 }))
output("logits", y)
loss(cross_entropy(y, target.class(2)))
