--! /error/no_output.lua:1: the model ends without an output
--!out    loss(cross_entropy(y, target.class(C)))
--!   hint: ,("logits", y)
local F,C = dim("-", 16), dim("classes", 4)
local x = input.node { F }
local y = nn.linear(x, { out = C })
loss(cross_entropy(y, target.class(C)))
