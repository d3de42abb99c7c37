--! tests/error/model_libc.lua:3: the model's name is "printf"; it names functions in C, but is a name of the C library
--!     model "printf"
model "printf"
