--! tests/error/own_assert.lua:3: one is not two
--!     assert(1 == 2, "one is not two")
assert(1 == 2, "one is not two")
