--!     " h = epochs(x, { out = 1 << out })
  xconcat= input.node {input.nodeF }
