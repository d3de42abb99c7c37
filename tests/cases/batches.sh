#!/usr/bin/env bash
# Mini-batches of emitted trainers: several kinds of rows and relations; batch norm, which computes every row that is there.
# All neighbours in one batch are the full batch, to the bit; threads and a pause change no bit; what is told and refused.
. "$(dirname "$0")/lib.bash"
papers=$files/papers.npz

# alike NAME COMMAND...: one thread, two, three, eight
alike() {
    local name=$1 threads
    shift
    for threads in 1 2 3 8; do
        expect 0 "$@" --threads "$threads" --checkpoint "$name.$threads"
        same "$name.1" "$name.$threads"
    done
}

# weights FILE PROGRAM ARGUMENTS...: what a training leaves, without what it says of itself
weights() {
    local to=$1 program=$2
    shift 2
    expect 0 "./$program" train "$@" --checkpoint w.st
    expect 0 "./$program" export --weights w.st --out "$to"
}

trainer h "$models/hetero.lua" --bits=exact --data "$papers"
h=(./h train --data "$papers" --seed 3 --quiet --patience 0)
weights full h --data "$papers" --seed 3 --epochs 5
weights all h --data "$papers" --seed 3 --epochs 5 --batch 90 --fanout -1
same full all
weights half h --data "$papers" --seed 3 --epochs 5 --batch 90 --fanout '-1;cites:1,1,1,1'
! cmp -s full half || complain 'with fewer citations the weights should be others'
alike drawn "${h[@]}" --epochs 4 --batch 11 --fanout '4,3;cites:2,2'
alike again "${h[@]}" --epochs 3 --batch 11 --fanout 4,3 --replace

# A pause, and another run than was begun.
expect 0 "${h[@]}" --epochs 2 --batch 11 --fanout '4,3;cites:2,2' --checkpoint pause
expect 0 ./h train --data "$papers" --quiet --patience 0 --epochs 4 --batch 11 --fanout '4,3;cites:2,2' --resume pause --checkpoint on
same drawn.1 on
expect 0 ./h train --data "$papers" --quiet --patience 0 --epochs 4 --batch 12 --fanout 4,3 --resume pause
says 'batch 12, fan-out 4,3 (was 11, fan-out 4,3;cites:2,2)'

# What is told before the run, and after it.
expect 0 ./h train --data "$papers" --epochs 2 --batch 11 --fanout 4,3 --json j.json
prints 'batches of 11 of 56 rows of paper, 6 an epoch; fan-out 4,3; each with at most '
for key in '"batch": 11' '"batches": 6' '"fanout": "4,3"' '"replace": "no"' '"batch_rows_most"' '"batch_edges_most"'; do
    grep -qF "$key" j.json || complain "the report should say $key"
done
refused 2 'nothing is said of writes' "${h[@]}" --batch 11 --fanout cites:3
refused 2 'model hetero has no relation reads' "${h[@]}" --batch 11 --fanout '3;reads:4'

trainer n "$files/norm.lua" --bits=exact --data karate
alike norm ./n train --data karate --seed 1 --quiet --batch 2 --fanout 5,3
refused 2 'computes every row that is there' ./n train --data karate --batch 2 --fanout -1
finish
