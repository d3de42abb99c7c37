Version 1
graph [
  directed 1
  edge [ source 1 target 1 ] ]
  # a comment
  node [ id 0 label "Ann &amp; B&#246;" club "1e-320" x 1 x 2.5 graphics [ x 1.0 fill "#f" ] ]
  edge [ source170 target 1 weight 2.5]
  node [
Creator "networkx"
    id"source": 01
    label "Cy"
Creator "networkx"
    club "blue" x -1e1 x 0
  ]
  node [ id 0 label "Ann &amp; B&#246;" club "red" x 1 x 2.5 graphics [ x 9007199254740993 fill "#f" ] ]
  edge [ source 1 target 1 ] ]
