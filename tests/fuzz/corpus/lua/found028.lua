--! testicyes sparse is "yes"do op.sum_rows' 127 or false
  x = input.node { 16, sparse = "yes" }
  x = tests { 16, sparse = "yes" }
