#!/usr/bin/env bash
# train --log: rows as the JSON has them, at the rate that was asked for; outputs for TensorBoard's projector; no log is written over; a run that goes on has
# files of its own; several runs have folders; a log that cannot be written ends no training, but is no success.
. "$(dirname "$0")/../cases/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
trainer karate "$models/gat2.lua" --data karate

expect 0 ./karate train --data karate --epochs 40 --patience 0 --log a/b --log-rate 10 --log-histograms 20 --json r.json --checkpoint c.st
head -n 1 a/b/scalars.csv | grep -qx 'epoch,loss,train_loss,train_accuracy,epoch_ms' || complain 'columns of scalars.csv'
[ "$(sed 1d a/b/scalars.csv | cut -d, -f1 | tr '\n' ' ')" = '10 20 30 40 ' ] || complain 'rows of scalars.csv'
[ "$(wc -l <a/b/scalars.jsonl)" -eq 4 ] || complain 'rows of scalars.jsonl'
last=$(sed -n '$s/^40,\([^,]*\),.*/\1/p' a/b/scalars.csv)
tr -d ' \n' <r.json | grep -qF ",$last]" || complain "the last loss, $last, is that of the report"
grep -qa 'gradients/conv2.att_src' a/b/events.out.tfevents.0000000000.gatcc || complain 'histograms of gradients'

grep -qa 'confusion/train_best' a/b/events.out.tfevents.0000000000.gatcc || complain 'confusion of the weights that are kept'

# For the projector: each output of rows, as predict has it with the weights that were kept.
expect 0 ./karate predict --data karate --checkpoint c.st --out p.csv
[ "$(sed 's/node/tensor_name: "logits"/' a/b/projector_config.pbtxt | grep -c 'path: "logits.tensors.tsv"')" -eq 1 ] || complain 'projector_config.pbtxt'
[ "$(head -n 1 a/b/node.metadata.tsv)" = "$(printf 'node\tclass\ttold\tpart')" ] || complain 'head of node.metadata.tsv'
[ "$(sed 1d a/b/node.metadata.tsv | cut -f 1,3)" = "$(sed 1d p.csv | cut -d, -f 1,2 | tr , '\t')" ] || complain 'classes told in node.metadata.tsv'
paste -d ' ' <(cut -f 1 a/b/logits.tensors.tsv) <(sed 1d p.csv | cut -d, -f 3) |
    awk '{ d = $1 - $2; if (d > 1e-4 || d < -1e-4) bad++ } END { exit bad || NR != 34 }' || complain 'logits.tensors.tsv'

# Outputs on demand, too, where all rows are trained on and where some are.
sed 's/^output("logits", y)/output("logits", y) inspect("hidden", h)/' "$models/gat2.lua" >hidden.lua
trainer hidden hidden.lua --data karate
expect 0 ./hidden train --data karate --epochs 5 --log hidden.log
expect 0 ./hidden train --data synth:nodes=300,edges=400,features=34,classes=4,seed=1,train=5 --epochs 5 --log pruned.log
[ "$(wc -l <hidden.log/hidden.tensors.tsv) $(wc -l <pruned.log/hidden.tensors.tsv)" = '34 300' ] || complain 'outputs on demand'

cp a/b/scalars.csv before.csv
refused 1 'is there already' ./karate train --data karate --epochs 10 --quiet --log a/b
same before.csv a/b/scalars.csv
expect 0 ./karate train --data karate --epochs 60 --patience 0 --resume c.st --log a/b --log-rate 10
same before.csv a/b/scalars.csv
[ "$(sed 1d a/b/scalars-40.csv | cut -d, -f1 | tr '\n' ' ')" = '50 60 ' ] || complain 'rows of the run that goes on'
expect 0 ./karate train --data karate --epochs 5 --seed 3 --runs 2 --log runs
grep -q 'tensor_path: "logits.tensors-40.tsv"' a/b/projector_config.pbtxt || complain 'the projector shows the run that goes on'
holds a/b/logits.tensors.tsv
holds runs/seed-3/scalars.csv
same <(wc -l <runs/seed-3/logits.tensors.tsv) <(wc -l <runs/seed-4/logits.tensors.tsv)
holds runs/seed-4/scalars.csv
expect 0 ./karate train --data karate --epochs 2 --batch 16 --fanout 5 --log batches
[ "$(wc -l <batches/logits.tensors.tsv)" -eq 34 ] || complain 'all rows, where steps are of some'
refused 2 '--log-rate goes with --log' ./karate train --data karate --log-rate 5
refused 1 'cannot make the folder' ./karate train --data karate --epochs 5 --log before.csv/x
same <(./karate train --data karate --epochs 30 --quiet | head -n 3) <(./karate train --data karate --epochs 30 --quiet --log same | head -n 3)

# A disk that is full once the files are there: training goes on.
if mkdir full && mount -t tmpfs -o size=16k none full 2>/dev/null; then
    expect 1 ./karate train --data karate --epochs 400 --patience 0 --quiet --log full/log --log-rate 1 --checkpoint full.st
    says 'training goes on without the log'
    prints 'done after epoch 400'
    holds full.st
    umount full
fi
finish
