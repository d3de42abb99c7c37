--! tests/error/embedding_out.lua:3: nn.embedding: the option out is missing
--!     local y = nn.embedding(input.node { 4 })
local y = nn.embedding(input.node { 4 })
