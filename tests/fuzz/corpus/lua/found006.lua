model "or 128"
