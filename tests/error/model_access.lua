--! tests/error/model_access.lua:3: the model's name is "w"; it names functions in C, but would make a constant W_OK, which is a macro of <unistd.h>
--!     model "w"
model "w"
