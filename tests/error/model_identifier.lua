--! tests/error/model_identifier.lua:3: the model's name is "2gat"; it names functions in C, so expected letters, digits and '_', no digit first
--!     model "2gat"
model "2gat"
