--! tests/error/output_param.lua:8: the output "weights" is param [3]; expected a node, edge or graph value
--!     output("weights", param("w", { 3 }))
--!   value  param [3]   param   tests/error/output_param.lua:8
--!   hint: checkpoints hold the parameters
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
output("weights", param("w", { 3 }))
