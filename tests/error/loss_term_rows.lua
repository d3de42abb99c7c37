--! tests/error/loss_term_rows.lua:6: the term rows of the loss is node [2]; expected one number
--!     loss { class = cross_entropy(y, target.class(2)), rows = y }
--!   value  node [2]   matmul   tests/error/loss_term_rows.lua:5
local x = input.node { 4 }
local y = matmul(x, param("W", { 4, 2 }))
loss { class = cross_entropy(y, target.class(2)), rows = y }
