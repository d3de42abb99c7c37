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
weights half h --data "$papers" --seed 3 --epochs 5 --batch 90 --fanout '-1;cites:1,1'
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

# Wide layers: inference goes chunk by chunk, in a fraction of the memory and to the same bits, whatever the threads; a
# step's memory is that of the rows that its layers have, not of all that the sample holds.
nodes=synth:nodes=3000,edges=20000,features=34,classes=4,seed=1,density=1
trainer w "$files/wide.lua" --bits=exact --data "$nodes"
w=(./w train --data "$nodes" --seed 1 --quiet)
expect 0 "${w[@]}" --json full.json --order none
expect 0 "${w[@]}" --json all.json --order none --batch 80 --fanout -1
series() { awk -v key="\"$1\"" 'index($0, key) { on = 1 } on { print } on && /\]/ { exit }' "$2"; }
for key in losses val_losses val_metrics; do
    diff <(series "$key" full.json) <(series "$key" all.json) >diff || complain "$key of whole graphs and of one batch of all rows should be the same"
done
alike wide "${w[@]}" --batch 16 --fanout 5,4,3
number() { grep -oE "\"$1\": [0-9]+" "$2" | grep -oE '[0-9]+$'; }
expect 0 "${w[@]}" --json few.json --batch 2 --fanout 3,2,2
[ "$(number workspace_bytes few.json)" -lt $(($(number workspace_bytes full.json) / 3)) ] ||
    complain 'inference in bands should take less than a third of the workspace of training'
[ "$(number batch_bytes_bound few.json)" -lt 4000000 ] || complain 'a step over 2 rows should be bounded by 4 MB'

expect 0 "${w[@]}" --batch 2 --fanout 3,2,2 --epochs 1 --checkpoint few --json one.json
expect 0 ./w eval --data "$nodes" --checkpoint few --json eval.json
[ "$(number workspace_bytes eval.json)" -lt $(($(number workspace_bytes full.json) / 3)) ] || complain 'eval should be in bands, too'
scores() { grep -E '^(train|validation|test) ' "$1"; }
scores out >evaluated
expect 0 "${w[@]}" --epochs 1 --resume few --checkpoint few
diff <(scores out) evaluated >diff || complain 'eval should measure what training did'
expect 0 ./w predict --data "$nodes" --checkpoint few --out chunks.npz --threads 3
expect 0 ./w predict --data "$nodes" --checkpoint few --out alone.npz --threads 1
same chunks.npz alone.npz

# One number is for each hop, and there are as many as layers.
expect 0 "${w[@]}" --batch 16 --fanout 4,4,4 --checkpoint each
expect 0 "${w[@]}" --batch 16 --fanout 4 --checkpoint for_all
expect 0 ./w export --weights each --out each.params
expect 0 ./w export --weights for_all --out for_all.params
same each.params for_all.params
refused 2 'that is 2 hops, but model wide goes 3' "${w[@]}" --batch 16 --fanout 4,4

# SIGTERM, as Ctrl-C, ends the step, not the epoch; what is kept goes on to what an uninterrupted run comes to. A busy machine
# may not have come to an epoch's second step in a second.
for seconds in 1 2 4 8; do
    ./w train --data "$nodes" --seed 1 --epochs 1000000 --batch 2 --fanout 3 --checkpoint cut >out 2>err &
    child=$!
    sleep $seconds
    kill -TERM $child
    wait $child
    [ $? -eq 143 ] || complain 'a run of batches that SIGTERM ended should be exit 143'
    grep -qa '"step":' cut && break
done
grep -qa '"step":' cut || complain 'what SIGTERM left should say how far its epoch was'
prints 'interrupted after epoch'
whole=$(sed -n 's/^interrupted after epoch \([0-9]*\).*/\1/p' out)
expect 0 ./w train --data "$nodes" --epochs $((whole + 1)) --quiet --batch 2 --fanout 3 --resume cut --checkpoint on --json on.json
expect 0 "${w[@]}" --epochs $((whole + 1)) --batch 2 --fanout 3 --checkpoint uncut --json uncut.json
same on uncut
[ "$(series losses on.json | tail -n 2 | head -n 1)" = "$(series losses uncut.json | tail -n 2 | head -n 1)" ] ||
    complain 'the loss of an epoch that was gone on with should be that of one in a piece'

# As many hops as layers: zeros of the gradient are not worked out a hop further, and nothing else is left out.
trainer t "$files/three.lua" --bits=exact --data "$nodes"
trainer every "$files/three.lua" --bits=exact -fno-demand --data "$nodes"
expect 0 ./t train --data "$nodes" --seed 1 --quiet --json t.json
expect 0 ./every train --data "$nodes" --seed 1 --quiet --json every.json
paste <(series losses t.json) <(series losses every.json) | awk '/[0-9]/ { n++; d = $1 - $2; if (d * d > 1e-8) exit 1 } END { exit n != 3 }' ||
    complain 'losses should be those of a program that works out every row'
refused 2 'that is 4 hops, but model three goes 3' ./t train --data "$nodes" --batch 8 --fanout 2,2,2,2

trainer n "$files/norm.lua" --bits=exact --data karate
alike norm ./n train --data karate --seed 1 --quiet --batch 2 --fanout 5,3
refused 2 'computes every row that is there' ./n train --data karate --batch 2 --fanout -1
finish
