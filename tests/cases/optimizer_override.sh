#!/usr/bin/env bash
# A model with sgd { } trained with --optimizer adam got sgd's table: betas and epsilon of 0, so steps by sign only,
# and NaN wherever a gradient is 0 (that of unused_bias always is). An optimiser's settings are its own: the run is
# that of a model which names it, for all that a model can name.
. "$(dirname "$0")/lib.bash"

export CFLAGS=-O0 # quickly made, hardly run
losses() { sed -n '/"losses": \[/,/\]/p' "$1"; }

for name in adam adamw sgd; do
    sed "s/optimizer = sgd { lr = 0.1 }/optimizer = $name/" "$files/sgd.lua" >$name.lua
    grep -q "optimizer = $name }" $name.lua || complain "$name.lua: the model has changed"
    trainer own_$name $name.lua --check=off
    expect 0 ./own_$name train --data karate --quiet --json own_$name.json
done
sed 's/optimizer = sgd { lr = 0.1 }/optimizer = adam { lr = 0.1, beta1 = 0.5, weight_decay = 0.2 }/' "$files/sgd.lua" >other.lua
trainer from_sgd "$files/sgd.lua" --check=off
trainer from_adam other.lua --check=off
for name in adam adamw sgd; do
    for from in sgd adam; do
        [ $name != $from ] || continue
        expect 0 ./from_$from train --data karate --optimizer $name --json out.json
        says "optimizer $name, not the model's $from: lr 0.001"
        losses out.json >asked
        losses own_$name.json >wanted
        [ -s wanted ] || complain "own_$name.json: no losses"
        same asked wanted
    done
done

refused 2 '--momentum: optimizer adam has no setting momentum' ./from_sgd train --data karate --optimizer adam --momentum 0.9
expect 0 ./from_sgd train --data karate --optimizer rmsprop --epochs 3
says 'lr 0.01, weight_decay 0, momentum 0, alpha 0.99, eps 1e-08'
finish
