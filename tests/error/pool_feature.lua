--! tests/error/pool_feature.lua:3: nn.softmax_pool: per = "feature" is for a t that is learned: train_t = true
--!     local y = nn.softmax_pool(input.node { 4 }, { per = "feature" })
local y = nn.softmax_pool(input.node { 4 }, { per = "feature" })
