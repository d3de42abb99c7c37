#!/usr/bin/env bash
# --batch N of a model of graphs: so many whole graphs a step, each training graph once an epoch. All of them in one batch are
# the run without batches, to the bit; graphs that do not train are in no batch; threads and a pause change no bit.
. "$(dirname "$0")/lib.bash"

# set_of NAME FIRST LAST: a TU data set of rings and paths of 3 to 12 nodes
set_of() {
    mkdir "$1"
    awk -v name="$1" -v from="$2" -v to="$3" 'BEGIN {
        for (g = from; g <= to; g++) {
            n = 3 + (g * 7) % 10
            for (i = 1; i <= n; i++) {
                print g - from + 1 >(name "/S_graph_indicator.txt"); print (i * g) % 3 >(name "/S_node_labels.txt")
                if (i < n || g % 2) {
                    j = i % n + 1
                    print first + i ", " first + j >(name "/S_A.txt"); print first + j ", " first + i >(name "/S_A.txt")
                }
            }
            first += n
            print g % 2 >(name "/S_graph_labels.txt")
        }
    }'
}
set_of s 1 60
set_of last 24 60
trainer gin "$models/gin_graph.lua" --data s
run=(./gin train --data s --seed 2 --quiet --patience 0)

# weights FILE ARGUMENTS...: what a training leaves, without what it says of itself
weights() {
    local to=$1
    shift
    expect 0 "${run[@]}" "$@" --checkpoint w.st
    expect 0 ./gin export --weights w.st --out "$to"
}
weights whole --epochs 5 --split random:100/0/0
weights one --epochs 5 --split random:100/0/0 --batch 1000
same whole one

# What does not train does not count: graphs 24 to 60 alone are a data set of these. Without --batch they once were seen by batch
# norm, whose means were over graphs that validate and test, too.
seq 23 59 >train.txt
weights of_half --epochs 5 --split files:train.txt,, --batch 1000
run=(./gin train --data last --seed 2 --quiet --patience 0)
weights half --epochs 5 --split random:100/0/0
same half of_half
run=(./gin train --data s --seed 2 --quiet --patience 0)
weights some --epochs 5 --split random:60/20/20
weights batch --epochs 5 --split random:60/20/20 --batch 1000
same some batch
expect 0 "${run[@]}" --epochs 5 --split random:60/20/20 --json some.json
! grep -q '"batch' some.json || complain 'who asks for no batches should be told of none'
expect 0 "${run[@]}" --epochs 5 --split random:60/20/20 --batch 8 --json eight.json
for key in '"batch": 8' '"batches": 5'; do
    grep -qF "$key" eight.json || complain "the report should say $key"
done
! grep -q '"fanout"' eight.json || complain 'there are no fan-outs to report'
for threads in 1 2 3 8; do
    weights eight.$threads --epochs 6 --split random:60/20/20 --batch 8 --threads $threads
    same eight.1 eight.$threads
done
expect 0 "${run[@]}" --epochs 3 --split random:60/20/20 --batch 8 --checkpoint pause
weights on --epochs 6 --split random:60/20/20 --batch 8 --resume pause
same eight.1 on
expect 0 ./gin train --data s --epochs 1 --split random:60/20/20 --batch 8
prints 'batches of 8 of 36 graphs, 5 an epoch; whole; each with at most '

refused 2 '--fanout is for neighbours of single nodes, but model gin_graph is of graphs' "${run[@]}" --batch 8 --fanout 3
refused 2 '--replace is for neighbours of single nodes' "${run[@]}" --batch 8 --replace
trainer gat "$models/gat2.lua" --data karate
refused 2 '--batch needs --fanout LIST' ./gat train --data karate --batch 8
finish
