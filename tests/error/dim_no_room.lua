--! tests/error/dim_no_room.lua:5: the dimension no_room would be called NAME_NO_ROOM in the model's header, which has a constant of that name
--!     local N = dim("no_room", 3)
-- A constant that headers with updates have.
model "m"
local N = dim("no_room", 3)
local x = input.node { N, sparse = false }
local y = sum_in(src(matmul(x, param("w", { N, 2 }))))
output("y", y)
loss(cross_entropy(y, target.class(2)))
