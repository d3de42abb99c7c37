#!/usr/bin/env bash
# train --keep-best: files of the best epochs, by name, are the weights that a run of so many epochs ends with; no others are
# left, whenever it was saved; a run that is killed or resumed ends with the same files; what is not there is told.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer k "$models/gat2.lua" --data karate
run='./k train --data karate --split random:40/30/30,seed=3 --seed 2 --patience 0 --metric accuracy --quiet'
mkdir all parts more every
expect 0 $run --epochs 60 --checkpoint all/b.st --keep-best 4 --json k.json
[ "$(ls all | grep -c '^b-epoch[0-9]*-accuracy-[0-9.]*\.st$')" -eq 4 ] || complain "all/ should have four epochs: $(ls all)"
[ "$(grep -c '"weights": "all/b-epoch' k.json)" -eq 4 ] || complain 'k.json should name them'
prints 'wrote all/b-epoch'

# They are those that the figures of the epochs say: by accuracy, of equals by the loss, of equals the first.
tr -d ' \n' <k.json | sed 's/.*"val_losses":\[\([^]]*\)\].*"val_metrics":\[\([^]]*\)\].*/\1 \2/' |
    awk '{ n = split($1, loss, ","); split($2, metric, ",")
        for (i = 1; i <= n; i++) print i, metric[i], loss[i] }' | sort -s -k2,2gr -k3,3g -k1,1n | head -n 4 | cut -d' ' -f1 | sort -n >expected
ls all | sed -n 's/^b-epoch\([0-9]*\)-.*/\1/p' | sort -n >kept
same expected kept

# The weights of an epoch are the last ones of a run that ends there, where that is its best: their score is the name's.
for file in all/b-epoch*; do
    value=${file##*-accuracy-}
    ./k eval --data karate --split random:40/30/30,seed=3 --checkpoint "$file" --json e.json >out 2>err || complain "eval $file"
    grep -q "\"val_accuracy\": ${value%.st}" e.json || complain "$file should have its accuracy"
done
best=$(ls all/b-epoch* | paste -sd,)
expect 0 ./k eval --data karate --split random:40/30/30,seed=3 --checkpoint "$best"
prints '4 models together'

# In two parts, saved in between, and in one that was killed.
expect 0 $run --epochs 25 --checkpoint parts/b.st --keep-best 4
expect 0 $run --epochs 60 --resume parts/b.st --checkpoint parts/b.st --keep-best 4
same <(ls all) <(ls parts)
for file in all/b-*; do same "$file" "parts/${file#all/}"; done
expect 0 $run --epochs 60 --checkpoint every/b.st --checkpoint-every 1 --keep-best 4
same <(ls all) <(ls every)
rm -f every/*
{ timeout -s KILL 0.2 $run --epochs 5000 --checkpoint every/b.st --checkpoint-every 1 --keep-best 4 >out 2>err; } 2>/dev/null || :
if [ -e every/b.st ]; then
    named=$(grep -ao '"kept_best": *"[^"]*"' every/b.st | cut -d'"' -f4)
    [ -n "$named" ] || complain 'every/b.st should name epochs'
    for entry in ${named//,/ }; do holds "every/b-epoch${entry%%:*}-accuracy-${entry#*:}.st"; done
fi

# To another checkpoint, with a shorter list, and where a file is gone.
expect 0 $run --epochs 60 --resume parts/b.st --checkpoint more/c.st --keep-best 2
[ "$(ls more | wc -l)" -eq 3 ] || complain "more/ should have two epochs: $(ls more)"
[ "$(ls parts | wc -l)" -eq 5 ] || complain 'parts/ should be as it was'
expect 0 $run --epochs 60 --resume parts/b.st --checkpoint parts/b.st --keep-best 2
[ "$(ls parts | wc -l)" -eq 3 ] || complain "parts/ should have two epochs: $(ls parts)"
rm -f "$(ls parts/b-* | head -n 1)"
expect 0 $run --epochs 60 --resume parts/b.st --checkpoint parts/b.st --keep-best 2
says 'are left out of the best: parts/b-epoch'

# Without validation nodes by the training loss.
mkdir whole
expect 0 ./k train --data karate --epochs 20 --patience 0 --quiet --checkpoint whole/b.safetensors --keep-best 1
[ "$(ls whole | grep -c '^b-epoch[0-9]*-loss-.*\.safetensors$')" -eq 1 ] || complain "whole/ should have one epoch: $(ls whole)"

refused 2 '--keep-best needs --checkpoint' ./k train --data karate --keep-best 2
refused 2 '--keep-best is for one run' ./k train --data karate --keep-best 2 --checkpoint b.st --runs 2
refused 2 '{run} is for train --runs; --keep-best' ./k train --data karate --keep-best 2 --checkpoint 'b-{run}.st'
refused 2 'must be 1 to 10' ./k train --data karate --keep-best 11 --checkpoint b.st
finish
