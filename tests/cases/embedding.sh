#!/usr/bin/env bash
# Numbers of each row's own: row v of the matrix is row v of the data set, whatever the order; as many rows, or none of it; what
# inference is given for them.
. "$(dirname "$0")/lib.bash"
cat >own.lua <<'LUA'
model "own"
local C = dim("classes", 4)
local h = embedding(node, 8)
local y = nn.sage(relu(nn.sage(h, { out = 8 })), { out = C })
output("logits", y)
output("own", h)
loss(cross_entropy(y, target.class(C)))
train { epochs = 20, optimizer = adam { lr = 0.01 } }
LUA
trainer own own.lua --data karate
expect 0 ./own train --data karate --seed 3 --threads 1 --checkpoint one.safetensors
expect 0 ./own train --data karate --seed 3 --threads 3 --checkpoint three.safetensors
same one.safetensors three.safetensors
for order in none rcm; do
    expect 0 ./own predict --data karate --order $order --checkpoint one.safetensors --out $order.csv
done
cut -d, -f1,7- none.csv >none.own && cut -d, -f1,7- rcm.csv >rcm.own
same none.own rcm.own
[ "$(sort -u -t, -k2 none.own | wc -l)" -eq 35 ] || complain 'each of 34 rows should have its own numbers'
expect 0 "$gatcc" own.lua --data karate --weights one.safetensors --interpret
# Steps over a few rows take the numbers of those that they draw: all of them in one step are the same training.
for steps in '' '--batch 34 --fanout -1,-1' '--batch 2 --fanout 3,2'; do
    # shellcheck disable=SC2086
    expect 0 ./own train --data karate --seed 3 --epochs 5 $steps --checkpoint "drawn$steps.safetensors"
    expect 0 ./own predict --data karate --checkpoint "drawn$steps.safetensors" --out "drawn$steps.csv"
done
same drawn.csv 'drawn--batch 34 --fanout -1,-1.csv'
refused 1 '300 rows of node, each with numbers of its own, but the model own was compiled for 34' \
    ./own eval --data synth:nodes=300,edges=900,features=3,classes=4,seed=1 --checkpoint one.safetensors
expect 0 "$gatcc" own.lua --data karate --weights one.safetensors -o shipped/
expect 0 env MAKEFLAGS= make -C shipped test
grep -q 'a 1 in the column of its number where it was trained' shipped/own.h || complain 'the header should say what row numbers are'
expect 1 "$gatcc" own.lua -o own.c
says 'compile with --data FILE or -D rows=NUMBER'
expect 1 "$gatcc" own.lua --data karate -D rows=30 -o own.c
finish
