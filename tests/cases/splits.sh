#!/usr/bin/env bash
# --split from the command line to the report: each of --runs has its own, checkpoints know theirs, eval and --resume
# say where it is another, and what is a split for several runs is refused where there is one.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
data=synth:nodes=300,edges=1500,features=34,classes=4,seed=5
sed 's/sgd { lr = 1e38 }/adam { lr = 0.01 }/' "$shared_files/nan_last_epoch/m.lua" >net.lua
trainer net net.lua
train="./net train --quiet --data $data --epochs 4"

# One split: sizes in the line, classes in the next, the same again by the same seed, whatever --seed is.
expect 0 ./net train --data $data --epochs 4 --split random:60/20/20,stratified,seed=3 --checkpoint a.st --json a.json
prints '300 nodes (180 train, 60 val, 60 test; random:60/20/20,stratified,seed=3)'
prints 'nodes of classes 0 to 3: train 43 42 47 48, val 15 14 15 16, test 14 14 16 16'
grep -q '"split": "random:60/20/20,stratified,seed=3"' a.json || complain 'the report should name the split'
expect 0 ./net info --data $data --split random:60/20/20,stratified,seed=3 --json -
grep -q '"parts"' out || complain 'the report should count classes by part'
says 'split random:60/20/20,stratified,seed=3'
expect 0 ./net eval --data $data --split random:60/20/20,stratified,seed=3 --checkpoint a.st --seed 9
silent_about warning
grep '^test ' out >again
expect 0 $train --split random:60/20/20,stratified,seed=3
grep '^test ' out >first
same first again

# Another one is told.
expect 0 ./net eval --data $data --split random:60/20/20,seed=3 --checkpoint a.st
says 'net: warning: a.st was trained with --split random:60/20/20,stratified,seed=3, this is random:60/20/20,seed=3: rows'
expect 0 ./net eval --data $data --checkpoint a.st
says 'this is file: rows that it was trained on'
expect 0 ./net train --quiet --data $data --epochs 6 --resume a.st --split random:60/20/20,stratified,seed=4
says 'a.st goes on otherwise than it began: another data set, split random:60/20/20,stratified,seed=4 (was random:60/20/20,stratified,seed=3)'
expect 0 ./net train --quiet --data $data --epochs 6 --resume a.st --split random:60/20/20,stratified,seed=3
silent_about warning

# Of several runs each has its own: the figures are those of runs by themselves.
expect 0 $train --split k-fold:3,stratified --seed 7 --json runs.json
prints 'run 3/3  seed 9  split k-fold:3,fold=2,stratified,seed=0'
grep -q '"kept_split": "k-fold:3,fold=' runs.json || complain 'the report should name the split that was kept'
grep '^run 3' out | sed 's/.*test accuracy //' >of_three
expect 0 $train --split k-fold:3,stratified,fold=2 --seed 9
sed -n 's/^test *accuracy \(.* %\)  loss.*/\1/p' out >alone
same of_three alone
expect 0 $train --split planetoid:train=5,val=20,test=50,seed=4 --runs 2
prints 'run 2/2  seed 1  split planetoid:train=5,val=20,test=50,seed=5'
expect 0 $train --split random:60/20/20,fixed --runs 2
! grep -q 'run 2/2.*split' out || complain 'a fixed split is the same in each run'

# Folds of files, by numbers or by lines.
printf '0 1 2 3\n4 5 6 7\n' >train.txt
printf '10 11\n12 13\n' >test.txt
expect 0 $train --split files:train.txt,,test.txt
prints 'run 2/2  seed 1  split files:train.txt,fold=1'
refused 1 '--split files:train.txt,,test.txt: that is 2 folds, but eval is for one; add fold=F' \
    ./net eval --data $data --checkpoint a.st --split files:train.txt,,test.txt
printf '4\n11\n' >test.txt
refused 1 'test.txt: 1 folds, but train.txt has 2' $train --split files:train.txt,,test.txt

# What does not fit.
refused 2 '--split k-fold:3: that is a split for each of several runs, and eval is for one; give fold=F' \
    ./net eval --data $data --checkpoint a.st --split k-fold:3
refused 2 'and --resume is for one; give a number instead of all' $train --split all --resume a.st
refused 1 'there is one split, but --split is all; leave it out' $train --split all
refused 1 'there is one split, but --split is 3; leave it out' $train --split 3
refused 2 'expected file, a split' $train --split half

# Of graphs and of links.
trainer graphs "$shared_files/several_sets/graphs.lua" --data "$shared_files/several_sets/batch.npz"
expect 0 ./graphs train --data "$shared_files/several_sets/batch.npz" --split random:50/25/25,stratified --epochs 2
prints '12 graphs (6 train, 4 val, 2 test; random:50/25/25,stratified,seed=0)'
prints 'graphs of classes 0 to 1: train 3 3, val 2 2, test 1 1'
trainer pairs "$shared_files/several_sets/pairs.lua" --data "$shared_files/several_sets/pairs.npz"
expect 0 ./pairs train --data "$shared_files/several_sets/pairs.npz" --split k-fold:5,fold=0 --epochs 2
prints '60 pair (36 train, 12 val, 12 test; k-fold:5,fold=0,seed=0)'
finish
