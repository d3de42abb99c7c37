#!/usr/bin/env bash
# "3 4" or "5;" on a split's first line vanished as a header, and with it the whole split.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
refused 1 'val.txt:1: "3 4" is not a number' ./t train --data "$files/one_line"
refused 1 'train.txt:1: "0 1 2" is not a number' ./t train --data "$files/train_too"
cp -r "$files/one_line" .
chmod -R u+w one_line
printf '3\n4\n' >one_line/val.txt
refused 1 'test.txt:1: "5;" is not a number' ./t train --data one_line
printf 'node\n' >one_line/test.txt
refused 1 'test.txt: there is no node in it' ./t train --data one_line
printf 'node\n5\n' >one_line/test.txt
expect 0 ./t train --data one_line
prints '6 nodes (3 train, 2 val, 1 test)'
finish
