#!/usr/bin/env bash
# Parameters called as what a checkpoint keeps beside them: gatcc took them, training ran to its end, and then the
# weights could not be saved. They are refused at their line.
. "$(dirname "$0")/lib.bash"

for name in pmeta popt2 popt3; do
    expect 1 "$gatcc" "$files/$name.lua" -o "$name.c"
    says "$files/$name.lua:6: a parameter cannot be named"
    nothing "$name.c"
done
sed 's/__metadata__/optimizer/' "$files/pmeta.lua" >fine.lua # the word alone is no trouble
trainer fine fine.lua
expect 0 ./fine train --data karate --epochs 3 --quiet --checkpoint fine.st
expect 0 ./fine train --data karate --epochs 5 --quiet --resume fine.st --checkpoint more.st
holds more.st
finish
