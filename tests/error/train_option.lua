--! tests/error/train_option.lua:6: train has no option epoch; expected epochs, patience, optimizer, schedule, clip, average, l1, groups, metric, stop_on
--!     train { epoch = 100 }
--!   hint: did you mean epochs?
local F, C = dim("features", 16), dim("classes", 4)
local x = input.node { F }
train { epoch = 100 }
