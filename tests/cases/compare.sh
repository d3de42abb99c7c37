#!/usr/bin/env bash
# compare tells which of two trainings is better by their pairs of runs, and refuses what are no pairs: other seeds,
# another number of them, another metric, other rows or splits, runs that are not whole, files that say nothing.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer k "$models/gat2.lua" --data karate
runs() { local to=$1; shift; expect 0 ./k train --data karate --quiet --epochs 30 --runs 12 --json "$to" "$@"; }
runs a.json
prints 'over 12 runs; the mean: '
for key in test_accuracy_mean test_accuracy_std test_accuracy_mean_low test_accuracy_mean_high train_accuracy_mean_low; do
    grep -q "\"$key\": [0-9.]*,$" a.json || complain "a.json should have $key"
done
grep -q '"intervals": "95 %, percentile bootstrap of the mean, 10000 draws, seed 1"' a.json || complain 'a.json should say what its intervals are'
runs b.json --lr 0.1
expect 0 ./k compare a.json b.json --json c.json
prints 'a.json: gat2, test accuracy '
prints 'the first less the second, 12 pairs: '
grep -q '^signs permuted: p = [0-9.e-]*, exact$' out || complain 'the chance by signs should be there'
grep -q '^Wilcoxon, signed ranks: p = [0-9.e-]*, exact$' out || complain 'the chance by ranks should be there'
cp out once
expect 0 ./k compare a.json b.json
same once out
grep -q '"pairs": 12' c.json || complain 'c.json: twelve pairs'
expect 0 ./k compare a.json a.json
prints 'the first higher in 0, lower in 0, equal in 12'
prints 'signs permuted: p = 1, exact'

runs seeds.json --seed 1
refused 1 'run 1 has the seed 0 in a.json, but 1 in seeds.json' ./k compare a.json seeds.json
runs metric.json --metric f1_macro
refused 1 'a.json has accuracy, metric.json has f1_macro' ./k compare a.json metric.json
runs rows.json --split random:60/20/20,seed=1,fixed
refused 1 'are not of the same rows' ./k compare a.json rows.json
runs one.json --split random:60/20/20,seed=1
sed 's/seed=3"/seed=30"/' one.json >split.json
refused 1 'run 3 has another split' ./k compare one.json split.json
expect 0 ./k train --data karate --quiet --epochs 3 --runs 5 --json few.json
refused 1 'a.json has 12 runs, few.json has 5' ./k compare a.json few.json
expect 0 ./k train --data karate --quiet --epochs 3 --json single.json
refused 1 'of two runs or more' ./k compare a.json single.json
grep -v answers_print a.json >old.json
refused 1 'does not say which rows' ./k compare a.json old.json
sed '0,/"test_accuracy": [0-9.]*,/! s/"test_accuracy": [0-9.]*,/"test_accuracy": null,/' a.json >null.json
refused 1 'has no number as "test_accuracy"' ./k compare a.json null.json
head -c 300 a.json >cut.json
refused 1 'cut.json:' ./k compare a.json cut.json
refused 2 'compare needs FIRST.json SECOND.json' ./k compare a.json
refused 2 "unexpected argument 'c.json'" ./k compare a.json b.json c.json
refused 2 'name one file' ./k compare a.json b.json --json b.json
finish
