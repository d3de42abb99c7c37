#!/usr/bin/env bash
# loss { NAME = ... } is the sum of its terms, and each is shown by its name: in the lines of the epochs, in the report, by the
# interpreter.
. "$(dirname "$0")/lib.bash"

export CFLAGS=-O0 # quickly made, hardly run
trainer two "$files/two.lua"
expect 0 ./two train --data karate --seed 1 --log-every 1 --json two.json
grep -qE '^epoch 3  loss [0-9.]+ \(class [0-9.]+, size [0-9.]+\)  ' err || complain "an epoch's line should say the terms"

# numbers KEY: those of a list in the report, one a line
numbers() { sed -n "/\"$1\": \[/,/\]/p" two.json | grep -oE '[0-9]+\.[0-9]+(e-?[0-9]+)?'; }
for key in losses losses_class losses_size; do
    numbers $key >$key
    [ "$(wc -l <$key)" -eq 3 ] || complain "the report should have $key of three epochs"
done
paste losses losses_class losses_size | awk '{ d = $1 - $2 - $3; if (d < -1e-5 || d > 1e-5) exit 1 }' ||
    complain "the losses should be the sums of their terms"

expect 0 "$gatcc" "$files/two.lua" --interpret --data karate --seed 1
awk '/^loss over/ { whole = $NF } /^    of it/ { sum += $NF } END { d = whole - sum; exit !(whole && d < 1e-6 && d > -1e-6) }' out ||
    complain "the interpreter's loss should be the sum of its terms"
finish
