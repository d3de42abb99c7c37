#!/usr/bin/env bash
# The rows of a kernel were arrays on the stack, however wide: 700,000 classes ended in SIGSEGV. What is too wide for the
# stack lies in the workspace: training works, and where there is no memory for it one line says so.
. "$(dirname "$0")/lib.bash"
trainer many "$files/many.lua" -D classes=700000
expect 0 ./many train --data "$files/few.npz" --epochs 1
prints "done after epoch 1"
expect 0 "$gatcc" "$files/many.lua" -D features=1 -D classes=16777216 -o most.c
[ "$(grep -cE 'float [a-z0-9_]+\[[0-9]{5,}\]( = |;)' most.c)" -eq 0 ] || complain "a row of many thousand floats is on the stack"
finish
