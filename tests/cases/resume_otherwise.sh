#!/usr/bin/env bash
# --resume under another --lr, another --order or with other data went on without a word, though its promise are the
# bits of one run. What differs is said; what does not differ, or is not of the promise, is not.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
data=synth:nodes=300,edges=1500,features=34,classes=4,seed
trainer net "$shared_files/nan_last_epoch/m.lua"
train="./net train --quiet --optimizer adam"
expect 0 $train --data $data=5 --epochs 10 --checkpoint half.st
went_on() { expect 0 $train --resume half.st --epochs 20 "$@"; }

went_on --data $data=5 --checkpoint rest.st
silent_about warning
expect 0 $train --data $data=5 --epochs 20 --checkpoint whole.st
same rest.st whole.st
went_on --data $data=5 --threads 3 --no-prune --patience 5 --order auto
silent_about warning

went_on --data $data=5 --lr 0.25 --weight-decay 0.5
says 'net: warning: half.st goes on otherwise than it began: lr 0.25 (was 0.001), weight_decay 0.5 (was 0)'
went_on --data $data=5 --order rcm
says 'goes on otherwise than it began: order rcm (was none)'
went_on --data $data=6
says 'goes on otherwise than it began: another data set'
went_on --data $data=6 --order bfs --lr 1
says 'lr 1 (was 0.001), order bfs (was none), another data set'
[ "$(wc -l <err)" -eq 1 ] || complain 'one line for all that differs'
refused 1 'optimizer is adam, but should be adamw' ./net train --quiet --resume half.st --data $data=5 --optimizer adamw
refused 1 'chosen by val_loss and val_accuracy, now it would be train_loss' $train --resume half.st --data karate
sed 's/self_loops = true/self_loops = "missing"/' "$shared_files/nan_last_epoch/m.lua" >other.lua
trainer other other.lua
expect 0 ./other train --quiet --optimizer adam --data $data=5 --resume half.st --epochs 20
says 'goes on otherwise than it began: another model: its text, or its graph'
finish
