--! tests/error/model_keyword.lua:3: the model's name is "class"; it names functions in C, but is a word of C or C++
--!     model "class"
model "class"
