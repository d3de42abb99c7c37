--! tests/error/model_name.lua:3: the name of the model is "two layers"; expected 1 to 100 letters, digits, '_', '.' or '-'
--!     model "two layers"
model "two layers"
