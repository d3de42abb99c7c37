--! tests/error/model_runtime.lua:3: the model's name is "gatrt"; it names functions in C, but is the runtime's own
--!     model "gatrt"
model "gatrt"
