#!/usr/bin/env bash
# f03-signal-after-training.sh - SIGTERM between the last epoch and the end of the evaluation, and at any moment of
# --runs, killed the trainer: no checkpoint, no report, no figures of the runs that were done. Whenever it comes, both
# must be there and readable, and the exit code must be 143.
. "$(dirname "$0")/lib.bash"

# A thousand times as many nodes to evaluate as to train on.
wide=synth:nodes=40000,edges=300000,features=32,classes=8,seed=1,train=60,val=50,test=39000
trainer big "$models/gat2.lua" --data "$wide"

# after_last_epoch SECONDS: SIGTERM so long after the line of the last epoch
after_last_epoch() {
    local got=0 child
    rm -f b.st b.json err
    ./big train --data "$wide" --epochs 2 --patience 0 --log-every 1 --checkpoint b.st --json b.json >out 2>err &
    child=$!
    while ! grep -qs '^epoch 2 ' err && kill -0 "$child" 2>/dev/null; do sleep 0.002; done
    sleep "$1"
    kill -TERM "$child" 2>/dev/null
    wait "$child" 2>/dev/null || got=$?
    [ "$got" -eq 143 ] || [ "$got" -eq 0 ] || complain "SIGTERM $1 s after the last epoch: exit $got"
    [ "$got" -eq 143 ] && in_time=$((in_time + 1))
    holds b.st
    grep -q '"ended": "done"' b.json || complain "SIGTERM $1 s after the last epoch: b.json does not say that it is done"
}

in_time=0
for delay in 0 0.01 0.03; do after_last_epoch $delay; done
for delay in 0 0 0 0 0; do # beside other work all three may come too late
    [ $in_time -gt 0 ] || after_last_epoch $delay
done
[ $in_time -gt 0 ] || complain 'no signal came before the end of the evaluation'
expect 0 ./big eval --data "$wide" --checkpoint b.st

# --runs: between runs, in them, in their evaluations
small=synth:nodes=1200,edges=6000,features=32,classes=8,seed=1
trainer small "$models/gat2.lua" --data "$small"
for delay in 0 0.01 0.02 0.05 0.09; do
    rm -f r.st r.json out
    got=0
    ./small train --data "$small" --runs 100000 --epochs 3 --quiet --checkpoint r.st --json r.json >out 2>err &
    child=$!
    while ! grep -qs '^run 1/' out && kill -0 "$child" 2>/dev/null; do sleep 0.01; done
    sleep $delay
    kill -TERM "$child"
    wait "$child" || got=$?
    [ "$got" -eq 143 ] || complain "SIGTERM $delay s into the runs: exit $got"
    holds r.st
    grep -q '"ended": "interrupted"' r.json || complain "SIGTERM $delay s into the runs: r.json does not say so"
    grep -q '"test_accuracy_mean": [0-9]' r.json || [ "$(grep -c '^run ' out)" -lt 3 ] ||
        complain "SIGTERM $delay s into the runs: no mean of those that were done"
done
expect 0 ./small eval --data "$small" --checkpoint r.st
finish
