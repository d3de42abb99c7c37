#!/usr/bin/env bash
# --protocol NAME is a set of other options: what it makes of them, that its figures are those of these options, by hand where it
# has a figure of its own; what contradicts it is refused.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0
data=synth:nodes=300,edges=1500,features=34,classes=4,seed=5
sed 's/sgd { lr = 1e38 }/adam { lr = 0.01 }/; s/epochs = 1,/epochs = 1, patience = 1,/' "$shared_files/nan_last_epoch/m.lua" >net.lua
trainer net net.lua
train="./net train --quiet --data $data --epochs 6"
figure() { awk -v part="$1" '$1 == part { print $3, $5 }' out; }

expect 0 $train --protocol kfold:4 --json kfold.json
prints ' over 4 runs, protocol kfold:4; '
grep -q '"protocol": "kfold:4"' kfold.json || complain 'the report should name the protocol'
figure test >named
expect 0 $train --split k-fold:4
figure test >by_options
same named by_options

# The data set's own split, so many seeds.
expect 0 $train --protocol planetoid --runs 3
prints ' over 3 runs, protocol planetoid; '
figure test >named
expect 0 $train --runs 3
figure test >by_options
same named by_options
expect 0 $train --protocol ogb
prints 'run 10/10'
expect 0 ./net train --data "$data" --epochs 2 --runs 2 --protocol ogb --json ogb.json
grep -q '"chosen_by": "val_accuracy"' ogb.json || complain 'ogb should choose weights by the metric'

# Three seeds of each fold are one figure: the mean and the deviation of ten means.
expect 0 $train --protocol errica
prints ' over 10 folds, protocol errica; '
[ "$(grep -c '^run ' out)" -eq 30 ] || complain 'three runs a fold'
figure test >named
sed -n 's/^run \([0-9]*\)\/.* test accuracy \([0-9.]*\) %.*/\1 \2/p' out | awk '{ sum[$1 % 10] += $2 / 3 }
    END { for (f in sum) { mean += sum[f] / 10; square += sum[f]^2 }
          printf "%.1f %.1f\n", mean, sqrt((square - 10 * mean^2) / 9) }' >by_hand
awk 'NR == FNR { m = $1; d = $2; next } { exit !(($1 - m)^2 < 0.03 && ($2 - d)^2 < 0.03) }' named by_hand ||
    complain "errica: $(cat named), by hand $(cat by_hand)"

# One epoch for all folds: that of the best mean of ten curves. No test rows, and all epochs whatever the model's patience is.
expect 0 $train --protocol xu --json xu.json
prints ', protocol xu; '
prints 'test accuracy none'
[ "$(grep -c '  6 epochs  ' out)" -eq 10 ] || complain 'each fold should have all epochs'
grep -q '"epoch_of_mean": [1-6]' xu.json || complain 'the report should name the epoch'
figure validation >named
for fold in 0 1 2 3 4 5 6 7 8 9; do
    expect 0 ./net train --data $data --epochs 6 --patience 0 --seed $fold --split k-fold:10,stratified,untested,fold=$fold --log-every 1
    sed -n 's/^epoch \([0-9]*\) .*val accuracy \([0-9.]*\) %.*/\1 \2/p' err
done >curves.txt
awk '{ sum[$1] += $2; square[$1] += $2^2 } END { for (e = 1; e <= 6; e++) if (best < sum[e]) { best = sum[e]; at = e }
    mean = best / 10; printf "%.1f %.1f\n", mean, sqrt((square[at] - 10 * mean^2) / 9) }' curves.txt >by_hand
awk 'NR == FNR { m = $1; d = $2; next } { exit !(($1 - m)^2 < 0.03 && ($2 - d)^2 < 0.03) }' named by_hand ||
    complain "xu: $(cat named), by hand $(cat by_hand)"

expect 0 $train --protocol dwivedi --json dwivedi.json
prints ' over 10 runs, protocol dwivedi; '
grep -q '"learning_rates"' dwivedi.json || complain 'dwivedi should have a schedule'

# What contradicts them.
refused 2 '--protocol planetoid: its split is its own, but there is --split random:60/20/20' $train --protocol planetoid --split random:60/20/20
refused 2 '--protocol xu: all folds have all epochs, but there is --patience' $train --protocol xu --patience 4
refused 2 '--protocol dwivedi: its learning rate falls on plateaus, but there is --schedule cosine' $train --protocol dwivedi --schedule cosine
refused 2 '--protocol errica: as many runs as its folds want, but there is --runs' $train --protocol errica --runs 10
refused 2 '--protocol kfold:4: there are to be as many folds, but there is --split k-fold:5' $train --protocol kfold:4 --split k-fold:5
refused 2 'expected planetoid, xu, errica, dwivedi, ogb or kfold:K' $train --protocol kfold:1
refused 2 'eval does not take --protocol' ./net eval --data $data --protocol xu
refused 2 'untested: the fold that would test validates' $train --split k-fold:5,untested,val=10%
trainer karate_net net.lua --data karate
refused 1 'is of the split that a data set has, but it has no val rows' ./karate_net train --quiet --data karate --protocol ogb
finish
