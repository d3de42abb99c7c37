--! tests/error/model_underscore.lua:3: the model's name is "_gat"; it names functions in C, but begins with an underscore, as C's own names do
--!     model "_gat"
model "_gat"
