#!/usr/bin/env bash
# Node 150 is in no mask and in another component, and its features overflow: with pruning nothing is amiss, with
# --no-prune the loss is NaN in epoch 1, and the line blamed the learning rate. The bits are the same as long as all
# values are finite; where they are not, the line says what to look at, and no prediction is made of them.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer mlp "$files/mlp.lua"
expect 0 ./mlp train --data "$files/d.npz" --quiet --checkpoint mlp.st
expect 1 ./mlp train --data "$files/d.npz" --quiet --no-prune # beside it, that edges are there twice
says 'epoch 1: the training loss is not a number before the first step: numbers of the data set, with --no-prune'
silent_about '--lr'
expect 0 ./mlp eval --data "$files/d.npz" --weights mlp.st
refused 1 'of node 150 is nan' ./mlp predict --data "$files/d.npz" --weights mlp.st --out p.npz
nothing p.npz
tr '\n' ' ' <"$source_dir/README.md" | grep -q 'as long as all values are finite' || complain 'README.md: on what condition?'
finish
