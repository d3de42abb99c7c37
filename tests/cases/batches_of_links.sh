#!/usr/bin/env bash
# --batch N --fanout of models of links: so many pairs a step with their negatives, and what is drawn around their ends. All pairs
# and all neighbours in one batch are the run without batches, to the bit; threads and a pause change no bit; what is measured is
# what eval measures over the whole graph; losses of order have their rivals.
. "$(dirname "$0")/lib.bash"
nodes=synth:nodes=300,edges=1500,features=20,classes=3,seed=2
tastes=$shared_files/ranking/tastes.npz bound=$shared_files/ranking/bound.npz

# weights FILE PROGRAM ARGUMENTS...: what a training leaves, without what it says of itself
weights() {
    local to=$1 program=$2
    shift 2
    expect 0 "./$program" train "$@" --checkpoint w.st
    expect 0 "./$program" export --weights w.st --out "$to"
}

# batches PROGRAM DATA SPLIT FANOUT: what holds of each
batches() {
    local program=$1 threads
    local run=(--data "$2" --split "$3" --quiet --patience 0) drawn=(--batch 20 --fanout "$4")
    weights full "$program" "${run[@]}" --seed 3 --epochs 4
    weights all "$program" "${run[@]}" --seed 3 --epochs 4 --batch 100000 --fanout -1
    same full all
    for threads in 1 2 3 8; do
        expect 0 ./"$program" train "${run[@]}" "${drawn[@]}" --seed 3 --epochs 4 --threads $threads --checkpoint "$program.$threads"
        same "$program.1" "$program.$threads"
    done
    expect 0 ./"$program" train "${run[@]}" "${drawn[@]}" --seed 3 --epochs 2 --checkpoint half
    expect 0 ./"$program" train "${run[@]}" "${drawn[@]}" --epochs 4 --resume half --checkpoint half
    same "$program.1" half
    grep -E '^(train|validation|test) ' out >trained
    expect 0 ./"$program" eval --data "$2" --split "$3" --checkpoint half
    grep -E '^(train|validation|test) ' out >evaluated
    same trained evaluated
}
split=links:80/10/10,seed=1
trainer gae "$models/gae.lua" --bits=exact --data $nodes
trainer link_gat "$models/link_gat.lua" --bits=exact --data $nodes
trainer lightgcn "$models/lightgcn.lua" --bits=exact --data "$tastes"
trainer drug_target "$models/drug_target.lua" --bits=exact --data "$bound"
sed 's/model "drug_target"/model "ordered"/; s/^loss.*/loss(sampled_softmax(y, target(pair).value(1)))/' "$models/drug_target.lua" >ordered.lua
trainer ordered ordered.lua --bits=exact --data "$bound"
batches gae $nodes $split 4,3
batches gae $nodes $split,disjoint=30,negatives=2 4,3
batches link_gat $nodes $split '4,-1'
batches lightgcn "$tastes" $split,negatives=3 5,5,5
batches drug_target "$bound" random:70/15/15,seed=1 4
batches ordered "$bound" random:70/15/15,seed=1 'alike:4;5'

expect 0 ./lightgcn train --data "$tastes" --split links:70/15/15,seed=1 --batch 32 --fanout -1 --json j.json
prints 'batches of 32 of 186 rows of link and their negatives, 6 an epoch; fan-out -1; each with at most '
silent_about 'no relation leads to'
expect 0 ./lightgcn train --data "$tastes" --split $split --epochs 1 --batch 32 --fanout 3,3
says 'no relation leads to rows of user, so none is drawn around these'
expect 0 ./lightgcn train --data "$tastes" --split $split --batch 32 --fanout -1 --quiet
awk '$1 == "test" { found = $3 > 0.85 } END { exit !found }' out || complain 'lightgcn should learn in batches, too'
number() { grep -oE "\"$1\": [0-9]+" "$2" | grep -oE '[0-9]+$'; }
expect 0 ./gae train --data $nodes --split $split --epochs 2 --batch 5 --fanout 2,2 --json few.json --quiet
[ "$(number batch_rows_most few.json)" -le $((10 + 20 + 40 + 80)) ] || complain 'five pairs, their negatives and two around each row are few rows'
refused 2 'no relation link' ./gae train --data $nodes --batch 5 --fanout '2,2;link:3'
finish
