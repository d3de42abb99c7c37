--! tests/error/output_long.lua:4: the name of an output has 64 letters; expected at most 63
--!     output("a_name_that_is_longer_than_an_archive_of_predictions_can_hold_it", x)
local x = input.node { 3 }
output("a_name_that_is_longer_than_an_archive_of_predictions_can_hold_it", x)
