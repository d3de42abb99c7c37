#!/usr/bin/env bash
# The last step made every weight NaN, and nobody looked: exit 0, a checkpoint of NaNs, and from it predictions of
# class 0 for every node with figures that look like figures.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer m "$files/m.lua"
refused 1 'epoch 1: the training loss is not a number; try a smaller --lr (it is 1e+38)' \
    ./m train --data karate --epochs 1 --quiet --checkpoint c.st --json j.json
nothing c.st
refused 1 'epoch 1: the training loss is not a number' ./m train --data karate --epochs 1 --runs 3 --quiet --checkpoint c.st
nothing c.st
data=synth:nodes=60,edges=300,features=34,classes=4,seed=1
refused 1 'epoch 1: the validation loss is not a number' ./m train --data $data --epochs 1 --quiet --checkpoint c.st
nothing c.st

# Weights of before: numbers so large that outputs are none.
refused 1 'figures of such outputs mean nothing' ./m eval --data karate --checkpoint "$files/c.st"
refused 1 '"y" of node 0 is nan: such outputs predict nothing' ./m predict --data karate --weights "$files/c.st" --out p.npz
nothing p.npz

# A file with a NaN, from elsewhere: no command takes it.
sed 's/lr = 1e38/lr = 0.1/' "$files/m.lua" >near.lua
trainer near near.lua
expect 0 ./near train --data karate --epochs 2 --quiet --checkpoint near.st
cp near.st nan.st
header=$(od -An -tu4 -N4 nan.st | tr -d ' ')
printf '\000\000\300\177' | dd of=nan.st bs=1 seek=$((8 + header)) conv=notrunc 2>dd.log
refused 1 'holds nan, at 0' ./near eval --data karate --checkpoint nan.st
refused 1 'holds nan' ./near predict --data karate --weights nan.st --out p.npz
nothing p.npz
refused 1 'holds nan' ./near train --data karate --weights nan.st
refused 1 'holds nan' ./near train --data karate --resume nan.st

# Weights that are numbers, but outputs that are not.
awk 'BEGIN { for (v = 0; v < 34; v++) { for (f = 0; f < 34; f++) printf "%s%g", f ? "," : "", v == 7 ? 3e38 : v == f;
    printf "\n" } }' >features.txt
mkdir far && mv features.txt far/features.csv
printf '0,1\n1,2\n2,7\n7,0\n' >far/edges.csv
awk 'BEGIN { for (v = 0; v < 34; v++) print v % 4 }' >far/labels.csv
seq 0 9 >far/train.txt
refused 1 'is nan: such outputs predict nothing' ./near predict --data far --weights near.st --out p.csv
nothing p.csv
refused 1 'figures of such outputs mean nothing' ./near eval --data far --weights near.st
finish
