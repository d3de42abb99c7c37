 F = dim("-", 0)
