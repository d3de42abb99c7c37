--! /error/gelu neg
--! /0x7fffffff/missithe )   end "
  F = dim("features")
