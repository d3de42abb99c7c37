--! tests/error/relation_word.lua:6: there is no binds.sum_of
--!     local y = binds.sum_of(binds.src(input(drug) { 4 }))
--!   hint: did you mean binds.sum_in?
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local y = binds.sum_of(binds.src(input(drug) { 4 }))
