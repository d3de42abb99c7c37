#!/usr/bin/env bash
# tune: the same trials, results and file whatever goes at once and however often it is killed; the best is what train
# says of these settings; answers of test rows change nothing; grids and halving try what they say; what cannot be
# searched is refused. Bayesian search: bayes.sh.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer k "$models/gat2.lua" --data karate
tune="./k tune lr=log:1e-3..1 weight_decay=0,5e-4,5e-2 epochs=10..30 --data karate --split random:40/30/30,seed=3 --trials 30"
expect 0 $tune --out one.jsonl --at-once 1
[ "$(wc -l <one.jsonl)" -eq 31 ] || complain 'one.jsonl should have a line a trial, and one before them'
grep -q '^trial 30/30  lr [0-9.e-]*  weight-decay [0-9e-]*  epochs [0-9]*  [0-9]* epochs  val accuracy' out || complain 'each trial should have a line'
expect 0 $tune --out three.jsonl --at-once 3 --quiet --json t.json
same one.jsonl three.jsonl
sed 's/ trials in .*//' out >best
[ "$(grep -c '"lr"' t.json)" -eq 35 ] || complain 't.json should have all trials, and the five best'

# The best is that of the lines, and train comes to the same with its settings.
found=$(sed -n 's/^best val accuracy \(.*\): \(--.*\)  (trial.*/\1 | \2/p' best)
expect 0 ./k train --data karate --split random:40/30/30,seed=3 --quiet ${found#*| }
prints "validation accuracy ${found%% |*}"
top=$(sed -n 's/.*"val_accuracy":\([0-9.]*\).*/\1/p' one.jsonl | sort -g | tail -1)
number=$(sed -n 's/^best.*(trial \([0-9]*\))/\1/p' best)
sed -n "$((number + 1))p" one.jsonl | grep -q "\"val_accuracy\":$top," || complain "trial $number should have the highest accuracy, $top"

# Killed at any moment, in the middle of a line too, and gone on with.
for delay in 0.05 0.1 0.15; do timeout -s KILL $delay $tune --out killed.jsonl >out 2>err; done 2>/dev/null
expect 0 $tune --out killed.jsonl --quiet
same one.jsonl killed.jsonl
sed 's/ trials in .*//' out >again
same best again
for bytes in 40 700 1500; do
    head -c $bytes one.jsonl >cut.jsonl
    expect 0 $tune --out cut.jsonl --quiet
    same one.jsonl cut.jsonl
done
got=0
./k tune lr=log:1e-3..1 --data karate --split random:40/30/30,seed=3 --trials 10000 --json s.json >out 2>err &
child=$!
for try in $(seq 500); do grep -qs '^trial 2/' out && break || sleep 0.01; done
kill -TERM "$child"
wait "$child" || got=$?
[ $got -eq 143 ] && grep -q '"ended": "interrupted"' s.json || complain "SIGTERM: exit $got"

# Another search, lines of another, and two at once.
refused 1 'is of another search' $tune --out one.jsonl --seed 1
refused 1 'is of another search' ./k tune lr=log:1e-3..1 --data karate --split random:40/30/30,seed=3 --out one.jsonl
sed '3s/"lr":"[^"]*"/"lr":"1"/' one.jsonl >forged.jsonl
refused 1 'forged.jsonl: line 3 is not trial 2 of this search' $tune --quiet --out forged.jsonl

# A grid has all points in order; halving goes on with the best third, up to all epochs.
expect 0 ./k tune lr=log:0.01..1/3 optimizer=adam,sgd --data karate --split random:40/30/30,seed=3 --method grid --epochs 5 --out g.jsonl --runs 2
[ "$(sed -n 's/.*"lr":"\([^"]*\)","optimizer":"\([^"]*\)".*/\1 \2/p' g.jsonl | tr '\n' ' ')" = '0.01 adam 0.01 sgd 0.1 adam 0.1 sgd 1 adam 1 sgd ' ] ||
    complain 'g.jsonl should have the points in order'
expect 0 ./k tune lr=log:1e-3..1 --data karate --split random:40/30/30,seed=3 --method halving --trials 9 --epochs 45 --patience 0 --out h.jsonl
[ "$(sed -n 's/.*"limit":\([0-9]*\),.*"epochs":\([0-9]*\),.*/\1 \2/p' h.jsonl | uniq -c | tr '\n' ' ' | tr -s ' ')" = ' 9 5 5 3 15 15 1 45 45 ' ] ||
    complain 'h.jsonl should have rounds of 9, 3 and 1 trials with 5, 15 and 45 epochs'

# What is true of test rows is nothing to it.
expect 0 ./k data --data karate --split random:40/30/30,seed=3 --out d/
mkdir other && cp d/* other/
awk -F, -v OFS=, 'NR == FNR { test[$1]; next } FNR > 1 && $1 in test { $2 = ($2 + 1) % 4 } { print }' d/test.txt d/labels.csv >other/labels.csv
! cmp -s d/labels.csv other/labels.csv || complain 'labels of test rows should differ'
for folder in d other; do expect 0 ./k tune lr=log:1e-3..1 --data $folder/ --trials 4 --epochs 10 --out $folder.jsonl; done
same <(tail -n +2 d.jsonl) <(tail -n +2 other.jsonl)

data='--data karate --split random:40/30/30,seed=3'
refused 1 'tune chooses by validation rows' ./k tune lr=1e-3..1 --data karate
refused 2 'heads is nothing that tune can try' ./k tune heads=4,8 $data
refused 2 'a range goes up' ./k tune lr=log:0..1 $data
refused 2 'expected A..B' ./k tune lr=1..x $data
refused 2 'is a whole number' ./k tune epochs=1..2.5 $data
refused 2 '--lr -1: must be 0 to' ./k tune lr=-1,1 $data
refused 2 'a grid has points' ./k tune lr=0..1 $data --method grid
refused 2 'was given before' ./k tune lr=0..1 lr=1,2 $data
refused 2 'leave it out' ./k tune lr=0..1 --lr 1 $data
refused 2 'expected grid, random, halving or bayes' ./k tune lr=0..1 $data --method tpe
refused 2 'epochs are what halving goes by' ./k tune epochs=5,10 $data --method halving
refused 2 'tune needs OPTION=VALUES' ./k tune $data
refused 1 'optimizer' ./k tune optimizer=none $data --quiet
finish
