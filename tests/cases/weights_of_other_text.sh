#!/usr/bin/env bash
# Weights kept under one model's text and read under another of the same shapes: eval, predict and export went on without
# a word. They say so; under the same text they do not.
. "$(dirname "$0")/lib.bash"
write_model() { # NAME ACTIVATION
    cat >"$1.lua" <<LUA
model "tiny"
local F, C = dim("features", 34), dim("classes", 4)
local y = nn.sage($2(nn.sage(input.node { F }, { out = 8, name = "a" })), { out = C, name = "b" })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 3, optimizer = adam { lr = 0.01 } }
LUA
}
write_model one relu
write_model other tanh
trainer one one.lua
trainer other other.lua
expect 0 ./one train --data karate --epochs 3 --checkpoint w.safetensors
for command in eval 'predict --out p.csv' 'export --out p.bin'; do
    data='--data karate'
    [ "${command%% *}" != export ] || data=
    # shellcheck disable=SC2086  # words
    expect 0 ./one $command $data --checkpoint w.safetensors
    silent_about "another model's text"
    # shellcheck disable=SC2086
    expect 0 ./other $command $data --checkpoint w.safetensors
    says "w.safetensors: another model's text wrote these weights"
done
finish
