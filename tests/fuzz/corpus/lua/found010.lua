local F256= dim("features", 1e-320)
