--! tests/error/relation_far.lua:8: binds.dst takes a protein value, found drug [4]
--!     output("y", binds.sum_in(binds.dst(x)))
--!   value  drug [4]   input   tests/error/relation_far.lua:7
--!   hint: binds.sum_in(binds.src(x)) brings a drug value to the proteins
local drug, protein = space "drug", space "protein"
local binds = relation("binds", { from = drug, to = protein })
local x = input(drug) { 4 }
output("y", binds.sum_in(binds.dst(x)))
