#!/usr/bin/env bash
# A data set without any mask is trained on as a whole, and measured as "all": said in a line, never silently. Of unknown
# classes nothing is trained on. A mask that is there but empty is still a mistake.
. "$(dirname "$0")/lib.bash"
graph() { # FOLDER LABELS: six nodes of two features
    mkdir -p "$1"
    printf '1,0\n0,1\n1,0\n0,1\n1,0\n0,1\n' >"$1/features.csv"
    printf '0,2\n2,0\n1,3\n3,1\n2,4\n4,2\n3,5\n5,3\n' >"$1/edges.csv"
    tr ' ' '\n' <<<"$2" >"$1/labels.csv"
}
graph known '0 1 0 1 0 1'
graph other '1 1 0 1 0 1'
graph some '0 1 -1 1 0 -1'
graph none '-1 -1 -1 -1 -1 -1'
trainer t "$shared_files/tiny.lua" -D features=2 -D classes=2
expect 0 ./t train --data known --checkpoint w.safetensors --epochs 300
says 'known: there is no split: all 6 nodes are trained on, and none validates or tests'
prints '6 nodes (no split)'
prints 'train      accuracy 100.0 %'
expect 0 ./t eval --data other --checkpoint w.safetensors --json eval.json
says 'other: there is no split: all 6 nodes are measured, under the name all'
prints 'all        accuracy 83.3 %'
grep -q '"all_accuracy"' eval.json || complain 'the report should have all_accuracy'
expect 0 ./t train --data some --epochs 2
says 'there is no split: all whose y is known, 4 nodes are trained on'
refused 1 'no node to train on' ./t train --data none
printf '0\n' >known/test.txt
refused 1 'no node to train on; train_mask is missing or empty' ./t train --data known
expect 0 ./t eval --data known --checkpoint w.safetensors
prints 'test       accuracy 100.0 %'
silent_about 'no split'
finish
