--! tests/error/jumping_one.lua:3: nn.jumping_knowledge with merge = "lstm" weighs several rows against each other, found one
--!     local y = nn.jumping_knowledge({ input.node { 4 } }, { merge = "lstm" })
local y = nn.jumping_knowledge({ input.node { 4 } }, { merge = "lstm" })
