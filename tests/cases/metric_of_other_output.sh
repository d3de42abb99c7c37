#!/usr/bin/env bash
# Metrics and predictions are of the first output. Where that was of graphs or edges, its memory was read as if it were
# of nodes; where it was wider than the target, columns were compared with others; a table of predictions left it
# out. Exit 0, and nobody said so. What gatcc itself can see is refused there: tests/error/first_output*.lua.
. "$(dirname "$0")/lib.bash"
# model SHAPE: of a loss that is written out, so that gatcc cannot know what is compared with what
model() {
    printf 'local x = input.node { dim("features", 34) }\nlocal y = nn.linear(x, { out = 16 })\n'
    printf 'output("y", %s)\nloss(%s)\ntrain { epochs = 2 }\n' "$1" "$2"
}
measured() { sed -n 's/.*"train_\(accuracy\|f1_micro\)": \([^,]*\),.*/\2/p' report.json; }
for output in 'src(y) + dst(y)' 'pool_sum(y)'; do
    model "$output" 'pool_sum(sum(square(y - 1)))' >m.lua
    trainer t m.lua
    expect 0 ./t train --data karate --quiet --json report.json --checkpoint w.safetensors
    [ "$(measured)" = null ] || complain "$output: accuracy is $(measured), but nothing can be measured"
    expect 0 ./t eval --data karate --checkpoint w.safetensors
    prints 'accuracy none'
done
# a table has rows for one space: what is of another is told
model y 'pool_sum(sum(square(y - 1)))' | sed '/^output/a output("whole", pool_sum(y))' >m.lua
trainer t m.lua
expect 0 ./t train --data karate --quiet --checkpoint v.safetensors
expect 0 ./t predict --data karate --checkpoint v.safetensors --out p.csv
says 'p.csv: "whole" is not in it: it has a row for each graph, the table for each node'
expect 0 ./t predict --data karate --checkpoint v.safetensors --out p.npz
silent_about 'not in it'
# three targets a node, and an output of 16 columns
mkdir d && printf '1,2\n3,4\n5,6\n' >d/features.csv && printf '1,0,1\n0,1,1\n1,1,0\n' >d/labels.csv &&
    printf '0,1\n1,0\n' >d/edges.csv && printf '0\n1\n2\n' >d/train.txt
model y "pool_sum(sum(square(y - 1)) + 0 * sum(target.value(3)))" | sed "s/34/2/" >m.lua
trainer t m.lua
expect 0 ./t train --data d --quiet --json report.json
[ "$(measured)" = null ] || complain "16 columns against 3: accuracy is $(measured), but nothing can be measured"
# by --metric: what is above 0 says nothing of a number, nor does a logit's distance from 1
for loss in mse bce_with_logits; do
    printf 'local y = nn.linear(input.node { 2 }, { out = 3 })\noutput("y", y)\n' >m.lua
    printf 'loss(%s(y, target.value(3)))\ntrain { epochs = 2 }\n' $loss >>m.lua
    trainer t m.lua
    expect 0 ./t train --data d --metric roc_auc
    if [ $loss = mse ]; then
        refused 2 'tells numbers: the metric "f1_micro" is for classes and labels' ./t train --data d --metric f1_micro
        expect 0 ./t train --data d --metric r2
    else
        refused 2 'tells labels, by logits: the metric "rmse" is for numbers' ./t train --data d --metric rmse
        expect 0 ./t train --data d --metric accuracy
    fi
done
finish
