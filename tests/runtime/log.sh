#!/usr/bin/env bash
# train --log: rows as the JSON has them, at the rate that was asked for; no log is written over; a run that goes on has
# files of its own; several runs have folders; a log that cannot be written ends no training, but is no success.
. "$(dirname "$0")/../cases/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer karate "$models/gat2.lua" --data karate

expect 0 ./karate train --data karate --epochs 40 --patience 0 --log a/b --log-rate 10 --log-histograms 20 --json r.json --checkpoint c.st
head -n 1 a/b/scalars.csv | grep -qx 'epoch,loss,train_loss,train_accuracy,epoch_ms' || complain 'columns of scalars.csv'
[ "$(sed 1d a/b/scalars.csv | cut -d, -f1 | tr '\n' ' ')" = '10 20 30 40 ' ] || complain 'rows of scalars.csv'
[ "$(wc -l <a/b/scalars.jsonl)" -eq 4 ] || complain 'rows of scalars.jsonl'
last=$(sed -n '$s/^40,\([^,]*\),.*/\1/p' a/b/scalars.csv)
tr -d ' \n' <r.json | grep -qF ",$last]" || complain "the last loss, $last, is that of the report"
grep -qa 'gradients/conv2.att_src' a/b/events.out.tfevents.0000000000.gatcc || complain 'histograms of gradients'

cp a/b/scalars.csv before.csv
refused 1 'is there already' ./karate train --data karate --epochs 10 --quiet --log a/b
same before.csv a/b/scalars.csv
expect 0 ./karate train --data karate --epochs 60 --patience 0 --resume c.st --log a/b --log-rate 10
same before.csv a/b/scalars.csv
[ "$(sed 1d a/b/scalars-40.csv | cut -d, -f1 | tr '\n' ' ')" = '50 60 ' ] || complain 'rows of the run that goes on'
expect 0 ./karate train --data karate --epochs 5 --seed 3 --runs 2 --log runs
holds runs/seed-3/scalars.csv
holds runs/seed-4/scalars.csv
refused 2 '--log-rate goes with --log' ./karate train --data karate --log-rate 5
refused 1 'cannot make the folder' ./karate train --data karate --epochs 5 --log before.csv/x
same <(./karate train --data karate --epochs 30 --quiet | head -n 3) <(./karate train --data karate --epochs 30 --quiet --log same | head -n 3)

# A disk that is full once the files are there: training goes on.
if mkdir full && mount -t tmpfs -o size=16k none full 2>/dev/null; then
    expect 1 ./karate train --data karate --epochs 400 --patience 0 --quiet --log full/log --log-rate 1 --checkpoint full.st
    says 'training goes on without the log'
    prints 'done after epoch 400'
    holds full.st
    umount full
fi
finish
