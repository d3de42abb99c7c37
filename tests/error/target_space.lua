--! tests/error/target_space.lua:7: cross_entropy: the prediction is node [4]; expected drug [4] as the target has it
--!     loss(cross_entropy(x, target(drug).class(4)))
--!   value  node [4]   input   tests/error/target_space.lua:5
local drug = space "drug"
local x = input.node { 4 }
output("logits", x)
loss(cross_entropy(x, target(drug).class(4)))
