localfunctionn = (((((((((((((((((((op.detach(((((((((((((((((((op.constant(((((((((((((((((((((((((((((((((((((((((((op.dst(((((((((((((((((((((((((((((((((((((((index(((((((((( [8]   add   tests/error/inf:8
--!  to  local e = dst(z) + z
--! t((((((((((((((((((outer((((--(!