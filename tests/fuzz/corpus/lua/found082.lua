model "outer_at_nodes"
local x = input.node { 6 }
local q = input.edge { 2 }
local U = op.outer(src(x * param("W", { 6 })), q) + reshape(op.outer(q, dst(x * param("V", { 6 }))), { 6, 2 })
local y = matmul(x, U)
output("y", y)
loss(pool_sum(sum(y)))
--$ --dump=front,forward
--> prog  
--> ;   2 x  sum over edges of src(a)^T b = sum over nodes of a^T sum_out(b)
--> %7  node [6]         mul %0 %6                          ;0x7fff op.outer [1]:       %8 %7                 local      ; tests/ir/model: