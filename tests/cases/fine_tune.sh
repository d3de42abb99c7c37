#!/usr/bin/env bash
# A checkpoint whose last layer has another shape could not be begun from, nor a part of a model be left as it is. And
# what train { } says of a training is what the command line would, to the same bits, interrupted or not.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
four=synth:nodes=200,edges=800,features=16,classes=4,seed=1
three=synth:nodes=200,edges=800,features=16,classes=3,seed=2
trainer four "$files/m.lua" --data $four
trainer three "$files/m.lua" --data $three

# ---- another last layer
expect 0 ./four train --quiet --data $four --epochs 5 --checkpoint four.st
refused 1 'model m expects' ./three train --quiet --data $three --weights four.st
begin() { ./three train --quiet --data $three --groups 'c1.*:frozen' --fresh 'c2.*' "$@"; }
expect 0 begin --weights four.st --epochs 0 --checkpoint start.st
expect 0 begin --weights four.st --epochs 20 --checkpoint tuned.st
expect 0 begin --weights tuned.st --epochs 0 --checkpoint again.st
same start.st again.st # what is frozen was left, what is fresh begins by the seed
cmp -s start.st tuned.st && complain 'the last layer should have been trained'
refused 1 '--fresh c3.* fits no parameter' ./three train --quiet --data $three --weights four.st --fresh 'c3.*'
refused 2 '--fresh goes with --weights' ./three train --quiet --data $three --fresh 'c2.*'
refused 2 'groups: c3.* fits no parameter; there are c1.' ./four train --data $four --groups 'c3.*:frozen'

# ---- the model's words are the command line's
expect 0 ./four train --quiet --data $four --checkpoint whole.st
sed 's/, schedule = .*//; s/^ *average.*/}/' "$files/m.lua" >plain.lua
trainer plain plain.lua --data $four
all=(--schedule cosine:warmup=3 --clip norm:max=1 --average ema:decay=0.9 --groups '*.bias*:weight_decay=0')
expect 0 ./plain train --quiet --data $four "${all[@]}" --checkpoint plain.st
same whole.st plain.st

# ---- interrupted: t_max is the number of epochs, which is said here to be that of the whole
all[1]=cosine:warmup=3,t_max=37
expect 0 ./plain train --quiet --data $four "${all[@]}" --epochs 17 --checkpoint half.st
expect 0 ./plain train --quiet --data $four "${all[@]}" --resume half.st --checkpoint half.st
silent_about warning
same whole.st half.st

# ---- patience by any metric
expect 0 ./four train --data $four --epochs 900 --patience 3 --stop-on f1_macro
prints 'for 3 epochs validation f1_macro was not better than its best'
refused 2 'there is none; give --patience' ./four train --data $four --stop-on loss
refused 2 'magic' ./four train --data $four --patience 3 --stop-on magic
finish
