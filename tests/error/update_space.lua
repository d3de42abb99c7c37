--! tests/error/update_space.lua:8: update of mean: the next value is graph [16]; expected param [16]
--!     update(mean, 0.9 * mean + 0.1 * pool_mean(x))
--!   value  graph [16]   add   tests/error/update_space.lua:8
--!   hint: op.sum_rows(x) is one row for all
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
local mean = state("mean", { F })
update(mean, 0.9 * mean + 0.1 * pool_mean(x))
