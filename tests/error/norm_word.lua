--! tests/error/norm_word.lua:3: nn.gin: norm is "instance"; expected "batch", "layer", "graph", or a function(h, name)
--!     local y = nn.gin(input.node { 4 }, { out = 3, norm = "instance" })
local y = nn.gin(input.node { 4 }, { out = 3, norm = "instance" })
