--! tests/error/embedding_links.lua:5: embedding(link, ...): its rows are others in another data set or epoch; expected node, or what space "NAME" has made
--!     local h = embedding(link, 8, { rows = 9 })
model "m"
local link = links("link", { from = node, to = node })
local h = embedding(link, 8, { rows = 9 })
