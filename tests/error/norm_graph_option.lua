--! tests/error/norm_graph_option.lua:3: nn.mean_subtraction_norm has no option scale; expected activation
--!     local y = nn.mean_subtraction_norm(input.node { 4 }, { scale = 2 })
local y = nn.mean_subtraction_norm(input.node { 4 }, { scale = 2 })
