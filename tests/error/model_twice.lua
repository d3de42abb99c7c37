--! tests/error/model_twice.lua:4: the model was already named "a"
--!     model "b"
model "a"
model "b"
