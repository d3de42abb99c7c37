--! tests/error/loss_term_list.lua:4: loss: a term has no name; expected terms by their names, such as { class = a, edges = b }
--!     loss { cross_entropy(matmul(x, param("W", { 4, 2 })), target.class(2)) }
local x = input.node { 4 }
loss { cross_entropy(matmul(x, param("W", { 4, 2 })), target.class(2)) }
