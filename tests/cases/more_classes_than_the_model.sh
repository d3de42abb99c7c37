#!/usr/bin/env bash
# Where a model's classes were a number, or a dimension by another name than "classes", nodes of classes beyond them were
# trained on as if they were of none: exit 0, and a loss and an accuracy of something else.
. "$(dirname "$0")/lib.bash"
for classes in 2 'dim("kinds", 2)'; do
    cat >m.lua <<LUA
model "m"
local C = $classes
local y = nn.linear(input.node { 34 }, { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
LUA
    trainer t m.lua
    refused 1 'karate: y[4] = 3, but the model m has target.class(2), classes 0 to 1' ./t train --data karate
    refused 1 'karate: y[4] = 3, but the model m has target.class(2)' "$gatcc" m.lua --data karate --interpret
    sed -i 's/2)*$/4&/; s/42/4/' m.lua
    trainer t m.lua
    expect 0 ./t train --data karate --epochs 1
done
finish
