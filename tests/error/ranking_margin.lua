--! tests/error/ranking_margin.lua:6: margin_ranking: margin is -1; expected a number of at least 0
--!     loss(margin_ranking(y, target(link).value(1), { margin = -1 }))
model "m"
local link = links("link", { from = node, to = node })
local y = nn.inner(input.node { 3 }, { over = link })
loss(margin_ranking(y, target(link).value(1), { margin = -1 }))
