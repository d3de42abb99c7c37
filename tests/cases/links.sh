#!/usr/bin/env bash
# Pairs of a data set's edges, by one command: the same bits for any number of threads, resumed, and in eval; what is said of
# leaks; what is refused.
. "$(dirname "$0")/lib.bash"
data=synth:nodes=300,edges=1500,features=20,classes=3,seed=2
trainer gae "$models/gae.lua" --data $data
expect 0 ./gae train --data $data --epochs 12 --threads 1 --checkpoint one.safetensors --json one.json
says "they are edges of it, by --split links:85/5/10,seed=0"
prints 'link: no leak: 0 pairs in two parts, 0 of val and 0 of test along which messages go, 0 negatives that are edges, 0 in two parts'
for part in train validation test; do grep "^$part " out; done >scores
grep -q '"pairs_in_two_parts": 0' one.json || complain 'the report should have the proof'
expect 0 ./gae train --data $data --epochs 12 --threads 3 --split links:85/5/10,fixed --checkpoint three.safetensors
silent_about 'they are edges of it'
same one.safetensors three.safetensors
expect 0 ./gae train --data $data --epochs 5 --checkpoint half.safetensors
expect 0 ./gae train --data $data --epochs 12 --resume half.safetensors --checkpoint half.safetensors
same one.safetensors half.safetensors
expect 0 ./gae eval --data $data --checkpoint one.safetensors
for part in train validation test; do grep "^$part " out; done >evaluated
same scores evaluated

# Another seed has other pairs, each of several runs its own; a run that goes on with others says so.
expect 0 ./gae train --data $data --epochs 3 --split links:80/10/10,seed=4 --runs 2 --quiet
prints 'run 2/2  seed 1  split links:80/10/10,seed=5'
expect 0 ./gae train --data $data --epochs 14 --split links:85/5/10,seed=1 --resume half.safetensors
says 'split links:85/5/10,seed=1 (was links:85/5/10,seed=0)'
expect 0 ./gae eval --data $data --checkpoint one.safetensors --split links:85/5/10,seed=1
says 'was trained with --split links:85/5/10,seed=0'
for metric in average_precision hits@20 mrr; do
    expect 0 ./gae eval --data $data --checkpoint one.safetensors --metric $metric
    prints "test       $metric 0."
done
expect 0 ./gae train --data $data --epochs 3 --split links:85/5/10,disjoint=30
prints 'in training messages go along 0 pairs'
expect 0 ./gae predict --data $data --split links:85/5/10,seed=0 --checkpoint one.safetensors --out p.csv

# What is to be predicted is not made up, nor are pairs where the loss is over other rows.
refused 1 'no node__link__node.edge_index, which the model'"'"'s relation link asks for' \
    ./gae predict --data $data --checkpoint one.safetensors --out p.csv
refused 2 'its shares are less than 100 %' ./gae train --data $data --split links:80/5/10
refused 1 'no relation from node to node is called cites' ./gae train --data $data --split links:85/5/10,of=cites
# Of several files one would not know when the others' edges carry messages.
refused 1 'pairs are made of the edges of one file, but there are 2' ./gae train --data $data --data "${data%2}3"
trainer tiny "$shared_files/tiny.lua" --data $data
refused 1 'but the loss of the model tiny is over node' ./tiny train --data $data --split links:85/5/10
finish
