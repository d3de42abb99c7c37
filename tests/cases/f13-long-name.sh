#!/usr/bin/env bash
# Names of 242 to 255 bytes and paths near the longest were found too long after the training, for the sake of a
# longer temporary name. Now every name that the system takes works, and what it does not take is said before.
# Run: bash tests/cases/f13-long-name.sh
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0
trainer karate "$models/gat2.lua" --data karate --check=off
letters() { printf "%${1}s" '' | tr ' ' "${2:-a}"; }
train() { expect "$1" "$work/karate" train --data karate --epochs 2 --checkpoint "$2"; }

for length in 200 241 242 250 255; do
    train 0 "$(letters $length)"
    holds "$(letters $length)"
done
train 0 "é$(printf 'é%.0s' $(seq 126))" # of two bytes each, which are not cut in two
# Too long: before the first epoch, and before a data set is looked for.
train 1 "$(letters 256)"
says 'cannot write: File name too long'
silent_about epoch
expect 1 ./karate train --data absent --checkpoint "$(letters 300)"
says 'cannot write: File name too long'
expect 1 ./karate predict --data karate --weights absent --out "$(letters 252).csv"
says 'cannot write: File name too long'

# A path of 4095 bytes, the longest there is, made step by step.
here=$PWD
path=$here
while [ ${#path} -lt 3800 ]; do
    path=$path/$(letters 200 b)
    mkdir "$path" && cd "$path" || { complain 'mkdir'; break; }
done
cd "$here" || exit 1
path=$path/$(letters $((4095 - ${#path} - 1 - 60)) b)
mkdir "$path"
path=$path/$(letters 59)
[ ${#path} -eq 4095 ] || complain "the path has ${#path} bytes"
train 0 "$path"
holds "$path"
expect 0 "$work/karate" eval --data karate --checkpoint "$path"
train 1 "${path}a"
says 'cannot write: File name too long'
silent_about epoch

# gatcc: the longest name, and one for which the header's is too long.
expect 0 "$gatcc" "$models/gat2.lua" --check=off -o "$(letters 253).c"
holds "$(letters 253).h"
expect 1 "$gatcc" "$models/gat2.lua" --check=off -o "$(letters 254).c"
says 'cannot write: File name too long'
finish
