#!/usr/bin/env bash
# The loss of epoch 501 is NaN: the weights of 500 epochs were thrown away, and with --runs those of all runs and the
# report. Everything there was is written; only then is the exit code 1.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer d "$files/d.lua"
expect 1 ./d train --data karate --quiet --checkpoint c.st --json j.json
says 'epoch 501: the training loss is not a number'
prints 'diverged after epoch 500; best epoch 500'
holds c.st
grep -q '"ended": "diverged"' j.json || complain 'j.json: it ended diverged'
grep -q '"best_epoch": 500' j.json || complain 'j.json: the best epoch is 500'
expect 0 ./d train --data karate --quiet --epochs 500 --checkpoint whole.st
expect 0 ./d predict --data karate --weights c.st --out c.csv
expect 0 ./d predict --data karate --weights whole.st --out whole.csv
same c.csv whole.csv
refused 1 'nothing to go on from' ./d train --data karate --quiet --resume c.st

# A checkpoint from which one can go on, with the same weights, stays.
expect 1 ./d train --data karate --quiet --checkpoint-every 100 --checkpoint every.st
same every.st whole.st
expect 1 ./d train --data karate --quiet --resume every.st --checkpoint every.st
same every.st whole.st

# Runs: the finished ones are reported and the best is kept.
expect 1 ./d train --data karate --quiet --runs 3 --checkpoint r.st --json r.json
says 'seed 0: epoch 501: the training loss'
holds r.st
grep -q '"ended": "diverged"' r.json || complain 'r.json: it ended diverged'
finish
