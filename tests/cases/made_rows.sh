#!/usr/bin/env bash
# train --smote: rows made between training rows of a small class, until it has as many as the largest. Between two rows that are
# alike they are like these, so the data set with such rows written down by hand is trained to the same losses. A run that goes on
# without them, or with other weights of classes, is told so: it once was not.
. "$(dirname "$0")/lib.bash"
mkdir d byhand
for v in 0 1 2 3 4; do printf '1,0.%d\n' $v; done >d/features.csv
printf '0,1\n0,1\n0.5,0.5\n0.25,1\n' >>d/features.csv
printf '0\n0\n0\n0\n0\n1\n1\n1\n0\n' >d/labels.csv
printf '%s\n' 0,1 1,2 2,3 3,4 4,0 7,5 8,5 7,6 8,6 5,8 6,7 >d/edges.csv
seq 0 6 >d/train.txt
printf '7\n8\n' >d/val.txt
cp d/* byhand
printf '0,1\n0,1\n0,1\n' >>byhand/features.csv
printf '1\n1\n1\n' >>byhand/labels.csv
printf '%s\n' 7,9 8,9 7,10 8,10 7,11 8,11 >>byhand/edges.csv
seq 9 11 >>byhand/train.txt
trainer t "$shared_files/tiny.lua" -D features=2 -D classes=2
losses() { tr -d ' \n' <"$1" | grep -oE '"(val_)?losses":\[[^]]*\]'; }
expect 0 ./t train --data d --smote --epochs 20 --seed 3 --json made.json --checkpoint made.st
says '--smote: 3 rows are made between training rows of one class; edges lead into them as into those, none out'
expect 0 ./t train --data byhand --epochs 20 --seed 3 --json hand.json
[ -n "$(losses made.json)" ] && [ "$(losses made.json)" = "$(losses hand.json)" ] || complain "$(losses made.json) and $(losses hand.json)"
expect 0 ./t train --data d --epochs 20 --seed 3 --json plain.json
[ "$(losses made.json)" != "$(losses plain.json)" ] || complain 'made rows should change what is learnt'

# What is measured is the data set without them.
expect 0 ./t eval --data d --weights made.st
prints '9 nodes (7 train, 2 val, 0 test)'
expect 0 ./t train --data d --smote --epochs 25 --resume made.st
silent_about warning
expect 0 ./t train --data d --epochs 25 --resume made.st
says 'balance none (was smote)'
expect 0 ./t train --data d --class-weight 1,2 --epochs 5 --checkpoint weighed.st
expect 0 ./t train --data d --class-weight 1,3 --epochs 9 --resume weighed.st
says 'balance class-weight 1,3 (was class-weight 1,2)'

# Sparse features too; another seed has other rows between two that differ.
trainer s "$models/gcn.lua" --data "synth:nodes=60,edges=240,features=9,classes=3,seed=1" --symmetric=no
expect 0 ./s train --data "synth:nodes=60,edges=240,features=9,classes=3,seed=1" --split random:70/30/0,seed=1 --smote --epochs 5 --seed 1 --quiet --checkpoint a.st
expect 0 ./s train --data "synth:nodes=60,edges=240,features=9,classes=3,seed=1" --split random:70/30/0,seed=1 --smote --epochs 5 --seed 1 --quiet --threads 3 --checkpoint b.st
same a.st b.st

refused 2 'give one of them' ./t train --data d --smote --oversample
trainer both "$shared_files/tiny.lua" -D features=2 -D classes=2 --symmetric=yes
refused 1 '--smote: edges out of made rows would be added as reverses' ./both train --data d --smote
# Models that would see made rows from others, and those that learn numbers of each row, which made ones lack.
model() { # NAME LINE...: y of x and the hidden rows h
    local name=$1
    shift
    printf '%s\n' "model \"$name\"" 'local x = input.node { 2 }' 'local h = nn.linear(x, { out = 2, name = "l" })' "$@" \
        'output("logits", y)' 'loss(cross_entropy(y, target.class(2)))' 'train { epochs = 3, optimizer = sgd { lr = 0.1 } }' >"$name.lua"
    trainer "$name" "$name.lua" --data d
}
model along 'local y = sum_out(dst(h)) + h'
model mean 'local y = nn.pair_norm(h, {})'
model own 'local y = h + embedding(node, 2)'
for name in along mean; do
    refused 1 '--smote: the model looks along edges out of rows, or at all rows of a graph' ./$name train --data d --smote
done
refused 1 '--smote: the model learns numbers of each row' ./own train --data d --smote
expect 0 ./along train --data d --batch 2 --fanout -1,-1 --quiet
says 'along: warning: --batch: model along looks along edges out of rows, too'
expect 0 ./t train --data d --batch 2 --fanout -1 --quiet
silent_about 'along edges out of rows'

# Rows that test are the same ones, however those that train are balanced; what is said of edges is said of the data set's.
for way in '' --smote --undersample; do
    expect 0 ./s train --data "synth:nodes=60,edges=240,features=9,classes=3,seed=1" --split random:60/20/20,fixed --runs 2 --epochs 3 --quiet $way --json "runs$way.json"
    silent_about 'have no reverse'
    silent_about 'more than once'
done
for way in --smote --undersample; do
    expect 0 ./s compare runs.json "runs$way.json"
done
finish
