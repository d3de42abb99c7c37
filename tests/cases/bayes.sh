#!/usr/bin/env bash
# tune --method bayes: begins as random does; the same trials and file however often it is killed and with any number of
# threads; rounds are those of --at-once; it finds what random does not; metrics that are low when good; what comes to no
# number. --checkpoint holds what train writes of the best setting, and only then.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0
trainer k "$models/gat2.lua" --data karate
data='--data karate --split random:40/30/30,seed=3'
tune="./k tune lr=log:1e-3..1 weight_decay=0,5e-4,5e-2 epochs=10..30 optimizer=adam,sgd $data"
bayes="$tune --method bayes --trials 24"
values() { sed -n 's/.*"values":{\([^}]*\)}.*/\1/p' "$1"; }

# The first ten are at random, and no further one.
expect 0 $tune --trials 24 --out random.jsonl --quiet
expect 0 $bayes --out one.jsonl --checkpoint best.safetensors
prints 'wrote best.safetensors'
sed 's/ trials in .*//' out | grep -v '^wrote' >best
same <(values one.jsonl | head -n 10) <(values random.jsonl | head -n 10)
[ -z "$(comm -12 <(values one.jsonl | tail -n +11 | sort) <(values random.jsonl | sort))" ] || complain 'from the 11th trial on, bayes should not draw'
[ "$(values one.jsonl | sort -u | wc -l)" -eq 24 ] || complain 'no setting should be tried twice'

# The weights are those that train makes of it.
found=$(sed -n 's/^best val accuracy .*: \(--.*\)  (trial.*/\1/p' best)
expect 0 ./k train $data --quiet $found --checkpoint train.safetensors
same best.safetensors train.safetensors
expect 0 ./k data $data --out d/
expect 0 ./k tune lr=log:1e-3..1 --data d/ --trials 6 --runs 3 --seed 4 --checkpoint runs.safetensors
expect 0 ./k train --data d/ --quiet --runs 3 --seed 4 $(sed -n 's/^best val accuracy .*: \(--.*\)  (trial.*/\1/p' out) --checkpoint train.safetensors
same runs.safetensors train.safetensors

# Threads, kills, and more trials asked for later.
expect 0 $bayes --out threads.jsonl --threads 1
same one.jsonl threads.jsonl
for delay in 0.05 0.1 0.2; do timeout -s KILL $delay $bayes --out killed.jsonl >out 2>err; done 2>/dev/null
expect 0 $bayes --out killed.jsonl
same one.jsonl killed.jsonl
sed 's/ trials in .*//' out >again
same best again
for lines in 3 12 20; do
    { head -n $lines one.jsonl; sed -n "$((lines + 1))p" one.jsonl | head -c 50; } >cut.jsonl
    expect 0 $bayes --out cut.jsonl --quiet
    same one.jsonl cut.jsonl
done
expect 0 $tune --method bayes --trials 15 --out longer.jsonl
expect 0 $bayes --out longer.jsonl
same one.jsonl longer.jsonl

# Rounds: another number is another search, in which time decides nothing; the last round may be cut.
rounds="$tune --method bayes --at-once 3"
expect 0 $rounds --trials 23 --out three.jsonl
expect 0 $rounds --trials 23 --out again.jsonl --threads 1
same three.jsonl again.jsonl
expect 0 $rounds --trials 17 --out again.jsonl.less
expect 0 $rounds --trials 23 --out again.jsonl.less
same three.jsonl again.jsonl.less
same <(values one.jsonl | head -n 11) <(values three.jsonl | head -n 11)
cmp -s <(values one.jsonl) <(values three.jsonl) && complain 'a trial of a round should not know the results of those before it'
refused 1 'is of another search' $bayes --out three.jsonl
sed '14s/"lr":"[^"]*"/"lr":"0.5"/' one.jsonl >forged.jsonl
refused 1 'forged.jsonl: line 14 is not trial 13 of this search' $bayes --quiet --out forged.jsonl

# A figure that is good when low: what is tried after ten trials lies where it was low.
low="./k tune lr=log:1e-5..1 $data --metric log_loss --epochs 20 --patience 0 --trials 16 --method bayes"
expect 0 $low --out low.jsonl
best_of() { sed -n 's/.*"val_log_loss":\([-0-9.e]*\),.*/\1/p' "$1" | sed -n "$2" | sort -g | head -n 1; }
awk -v drawn="$(best_of low.jsonl 1,5p)" -v all="$(best_of low.jsonl 6,16p)" 'BEGIN { exit !(all < drawn) }' ||
    complain "proposals should find a lower loss than five draws"
far=$(sed -n 's/.*"lr":"\([^"]*\)".*/\1/p' low.jsonl | tail -n +6 | awk '$1 < 1e-3' | wc -l)
[ "$far" -le 4 ] || complain "$far of 11 proposals have rates below 0.001, where nothing is learned in 20 epochs"

# What comes to no number is a result, too; where all do, there are no weights.
expect 0 ./k tune lr=log:1..1e6 optimizer=sgd,adam $data --epochs 20 --patience 0 --trials 12 --method bayes --out wild.jsonl
grep -q diverged wild.jsonl || complain 'wild.jsonl should have trials that came to no number'
refused 1 'no trial came to a number' ./k tune lr=9e5,1e6 optimizer=sgd $data --epochs 50 --patience 0 --trials 3 --quiet --checkpoint none.safetensors
nothing none.safetensors
got=0
./k tune lr=log:1e-3..1 $data --trials 10000 --checkpoint none.safetensors >out 2>err &
child=$!
for try in $(seq 500); do grep -qs '^trial 2/' out && break || sleep 0.01; done
kill -TERM "$child"
wait "$child" || got=$?
[ $got -eq 143 ] || complain "SIGTERM: exit $got"
says 'none.safetensors was not written'
nothing none.safetensors

refused 2 'bayes makes up to 300' $tune --method bayes --trials 301
refused 2 'name one file' $bayes --out same.x --checkpoint same.x
refused 2 'name one file' ./k tune lr=0..1 --data d/ --labels labels.csv --checkpoint labels.csv
refused 2 'only --json goes to standard output' $bayes --checkpoint -
finish
