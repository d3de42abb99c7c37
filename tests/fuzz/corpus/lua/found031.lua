--! op.outer/error/ :^:dimrelu takes 1 ;  2  a value
local F, C = dim("param", 16), dim("classes", 4)
  x = input.node { F;}
local y = relu(x, x)
