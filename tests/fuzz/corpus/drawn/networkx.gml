Creator "networkx"
Version 1
graph [
  directed 1
  # a comment
  node [ id 0 label "Ann &amp; B&#246;" club "red" x 1 x 2.5 graphics [ x 1.0 fill "#f" ] ]
  node [
    id 1
    label "Cy"
    club "blue" x -1e1 x 0
  ]
  edge [ source 0 target 1 weight 2.5]
  edge [ source 1 target 1 ] ]
