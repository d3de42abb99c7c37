#!/usr/bin/env bash
# --clusters K --batch N: the graph in K parts by METIS, of which each step has N with all edges among them. All parts in one batch
# are the run without batches, to the bit; threads and a pause change no bit; each training row is in one step of an epoch; what is
# told and refused, also where METIS is not installed.
. "$(dirname "$0")/lib.bash"
wide=$shared_files/batches papers=$shared_files/batches/papers.npz
nodes=synth:nodes=3000,edges=20000,features=34,classes=4,seed=1,density=1
trainer three "$wide/three.lua" --bits=exact --data "$nodes"
trainer norm "$wide/norm.lua" --bits=exact --data "$nodes"
trainer hetero "$models/hetero.lua" --bits=exact --data "$papers"
trainer gae "$models/gae.lua" --data "$nodes"

refused 2 '--clusters goes with --batch N' ./three train --data "$nodes" --clusters 9
refused 2 'leave --fanout out' ./three train --data "$nodes" --clusters 9 --batch 2 --fanout 3
refused 2 'leave --replace out' ./three train --data "$nodes" --clusters 9 --batch 2 --replace
refused 2 'but model gae is of links' ./gae train --data "$nodes" --clusters 9 --batch 2
refused 2 '--clusters 1' ./three train --data "$nodes" --clusters 1 --batch 2
if ! ./three train --data "$nodes" --clusters 4 --batch 2 --epochs 1 --quiet >out 2>err; then
    says '--clusters needs METIS, and libmetis.so.5 cannot be loaded; install libmetis5'
    [ $failed -eq 0 ] || finish
    echo 'skipped: METIS is not installed'
    exit 77
fi
refused 1 'there are 3000 rows' ./three train --data "$nodes" --clusters 3001 --batch 2

# weights FILE PROGRAM ARGUMENTS...: what a training leaves, without what it says of itself
weights() {
    local to=$1 program=$2
    shift 2
    expect 0 "./$program" train "$@" --checkpoint w.st
    expect 0 "./$program" export --weights w.st --out "$to"
}

# clusters PROGRAM DATA: what holds of each
clusters() {
    local program=$1 threads
    local run=(--data "$2" --quiet --patience 0)
    weights full "$program" "${run[@]}" --seed 3 --epochs 4
    weights all "$program" "${run[@]}" --seed 3 --epochs 4 --clusters 7 --batch 7
    same full all
    for threads in 1 2 3 8; do
        expect 0 ./"$program" train "${run[@]}" --clusters 20 --batch 3 --seed 3 --epochs 4 --threads $threads --checkpoint "$program.$threads"
        same "$program.1" "$program.$threads"
    done
    expect 0 ./"$program" train "${run[@]}" --clusters 20 --batch 3 --seed 3 --epochs 2 --checkpoint half
    expect 0 ./"$program" train "${run[@]}" --clusters 20 --batch 3 --epochs 4 --resume half --checkpoint half
    same "$program.1" half
}
clusters three "$nodes"
clusters norm "$nodes"
clusters hetero "$papers"
expect 0 ./three train --data "$nodes" --clusters 21 --batch 3 --epochs 5 --resume three.1
says 'batch 3 of 21 clusters (was 3 of 20 clusters)'

# A step is of its parts alone, and less than the fifth that three parts of twenty are, with what METIS leaves uneven.
number() { grep -oE "\"$1\": [0-9]+" "$2" | grep -oE '[0-9]+$'; }
expect 0 ./three train --data "$nodes" --clusters 20 --batch 3 --epochs 2 --json j.json
prints 'batches of 3 of 20 clusters, 7 an epoch; all edges among them; each with at most '
[ "$(number clusters j.json)" -eq 20 ] || complain 'the report should say how many clusters there are'
[ "$(number batch_rows_most j.json)" -lt 600 ] || complain 'three parts of twenty should have less than 600 rows'
finish
