#!/usr/bin/env bash
# A product of 700,000 columns ended in SIGSEGV, a row of it being an array on the stack. On a stack of 256 KiB
# it must work, with one thread and with more.
. "$(dirname "$0")/lib.bash"
trainer w4 "$files/w4.lua"
data=synth:nodes=10,edges=20,features=2,classes=2,seed=1
for threads in 1 2; do
    expect 0 bash -c "ulimit -s 256 && exec ./w4 train --data $data --epochs 1 --seed 1 --threads $threads --checkpoint $threads.st"
done
same 1.st 2.st
finish
