--! tests/error/loss_known_balanced.lua:4: bce_with_logits: pos_weight = "balanced" counts labels that are not known as absent; give 4 numbers
--!     loss(bce_with_logits(x, target.value(4), { known = x, pos_weight = "balanced" }))
local x = input.node { 4 }
loss(bce_with_logits(x, target.value(4), { known = x, pos_weight = "balanced" }))
