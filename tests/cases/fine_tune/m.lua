model "m"
local F, C = dim("features", 16), dim("classes", 4)
local h = relu(nn.sage(input.node { F }, { out = 8, name = "c1" }))
local y = nn.sage(h, { out = C, name = "c2" })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 40, optimizer = adam { lr = 0.01 }, schedule = schedule.cosine { warmup = 3 }, clip = clip.norm { max = 1 },
        average = average.ema { decay = 0.9 }, groups = { { "*.bias*", weight_decay = 0 } } }
