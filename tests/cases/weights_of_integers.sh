#!/usr/bin/env bash
# A state dict whose weights are integers was taken as if it held floats. No training leaves such; it is refused by name.
. "$(dirname "$0")/lib.bash"
cat >line.lua <<'LUA'
model "line"
local y = nn.linear(input.node { 34 }, { out = 4, name = "l", bias = false })
output("logits", y)
loss(cross_entropy(y, target.class(4)))
LUA
trainer line line.lua
write_weights() { # DTYPE BYTES
    header='{"l.weight":{"dtype":"'$1'","shape":[4,34],"data_offsets":[0,'$2']}}'
    printf '%b' "\\x$(printf %02x ${#header})\\0\\0\\0\\0\\0\\0\\0" >w.safetensors
    printf '%s' "$header" >>w.safetensors
    head -c "$2" /dev/zero >>w.safetensors
}
write_weights F32 544
expect 0 ./line eval --data karate --weights w.safetensors
for dtype in 'I32 544' 'I64 1088'; do
    # shellcheck disable=SC2086  # words
    write_weights $dtype
    refused 1 'tensor "l.weight" holds whole numbers' ./line eval --data karate --weights w.safetensors
done
finish
