--! tests/error/assert:3:op.matmul is "yes"; sigmoid-! 2 true or{iota
  x = input.node { 16, sparse4294967296= "{" }
