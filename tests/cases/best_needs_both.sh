#!/usr/bin/env bash
# With metric = "roc_auc" the weights kept were those of an epoch where loss and metric both were best: epoch 1, while
# the metric rose every epoch. The metric that is named chooses, in the model or by --metric.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
data=synth:nodes=400,edges=1600,features=20,classes=2,seed=3

# The epoch of the highest figure in a column of the log; it must not be that of the lowest loss, or nothing is held.
best_of() { # FILE COLUMN
    awk -v c="$2" '{ if (NR == 1 || $c > top) { top = $c; at = $2 } if (NR == 1 || $7 < low) { low = $7; lowest = $2 } }
        END { print at == lowest ? "none" : at }' "$1"
}

trainer named "$files/m.lua"
expect 0 ./named train --data $data --log-every 1 --json named.json
best=$(best_of err 10)
prints "; best epoch $best, the best by validation roc_auc"
grep -q "\"best_epoch\": $best," named.json || complain "named.json: the best epoch is $best"
grep -q '"chosen_by": "val_roc_auc"' named.json || complain 'named.json: chosen by val_roc_auc'

expect 0 ./named train --data $data --log-every 1 --metric average_precision
best=$(best_of err 10)
prints "; best epoch $best, the best by validation average_precision"

# Where none is named, both must be as good as ever (Velickovic et al. 2018), and the line says so.
sed 's/, metric = "roc_auc"//' "$files/m.lua" >plain.lua
trainer plain plain.lua
expect 0 ./plain train --data $data --quiet
prints 'the last with validation loss and accuracy both as good as ever'
expect 0 ./plain train --data $data --quiet --patience 5
prints ': for 5 epochs neither validation loss nor accuracy was as good as its best; best epoch'

# A checkpoint goes on by the same rule only: what was best by one says nothing about another.
expect 0 ./named train --data $data --quiet --epochs 20 --checkpoint half.st
expect 0 ./named train --data $data --quiet --resume half.st --checkpoint rest.st
expect 0 ./named train --data $data --quiet --checkpoint whole.st
same rest.st whole.st
refused 1 'chosen by val_roc_auc' ./named train --data $data --quiet --resume half.st --metric accuracy
finish
