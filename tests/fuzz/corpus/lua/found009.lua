local F = dim("features",1 << 40)
