#!/usr/bin/env bash
# Several weights that answer together: train --runs keeps those of each run under {run}; eval and predict give the mean
# of probabilities, of classes and of labels, or of numbers, and its loss and metric; gatcc --weights A,B,C makes one
# inference of it, which its own test holds to the model as written, and that to predict. The means are made here by awk.
. "$(dirname "$0")/lib.bash"
export CFLAGS=-O0 # quickly made, hardly run
three=w-1.st,w-2.st,w-3.st

# mean WHAT FILE...: the table that predict should write of the mean of these; columns from 3 on, from 2 on of values.
mean() {
    local what=$1
    shift
    awk -F, -v OFS=, -v what="$what" -v count=$# '
        function sigmoid(x) { return 1 / (1 + exp(-x)) }
        FNR == 1 { next }
        { first = what == "value" ? 2 : 3; total = 0; width = NF
          for (j = first; j <= NF; j++) total += exp($j)
          for (j = first; j <= NF; j++)
              sum[FNR, j] += (what == "class" ? exp($j) / total : what == "label" ? sigmoid($j) : $j) / count
          rows = FNR }
        END { for (i = 2; i <= rows; i++) for (j = first; j <= width; j++) {
              p = sum[i, j]
              print i - 2, j - first, (what == "class" ? log(p) : what == "label" ? log(p / (1 - p)) : p) } }' "$@"
}

# near FIRST SECOND: tables "row,column,number" that agree to 1e-5.
near() {
    paste -d, "$1" "$2" | awk -F, '
        $1 != $4 || $2 != $5 || ($3 - $6) ^ 2 > (1e-5 * (1 + ($3 < 0 ? -$3 : $3))) ^ 2 { bad++ } { n++ }
        END { exit bad > 0 || n < 34 }' || complain "$1 and $2 should agree"
}

# Of a model: weights of three runs, each by itself, and the mean of what they predict.
trained() { # MODEL WHAT DATA [GATCC ARGUMENTS...]
    local model=$1 what=$2 data=$3 first=3
    shift 3
    rm -f w-*.st
    [ "$what" != value ] || first=2
    trainer k "$model" --data "$data" "$@"
    expect 0 ./k train --data "$data" --runs 3 --seed 5 --epochs 30 --patience 0 --checkpoint 'w-{run}.st'
    prints 'wrote w-{run}.st, one for each run'
    expect 0 ./k train --data "$data" --seed 6 --epochs 30 --patience 0 --checkpoint second.st
    expect 0 ./k export --checkpoint second.st -o second.params
    expect 0 ./k export --checkpoint w-2.st -o two.params
    same second.params two.params
    for run in 1 2 3; do expect 0 ./k predict --data "$data" --checkpoint w-$run.st --out p-$run.csv; done
    expect 0 ./k predict --data "$data" --checkpoint "$three" --out p.csv
    prints '3 models together: the mean of their'
    mean "$what" p-1.csv p-2.csv p-3.csv >expected
    awk -F, -v OFS=, -v first=$first 'FNR > 1 { for (j = first; j <= NF; j++) print FNR - 2, j - first, $j }' p.csv >got
    near expected got

    # One inference, held to the model as written on a graph of its own; the model as written is held to predict here.
    "$gatcc" "$model" --data "$data" "$@" --weights "$three" -o shipped/ >out 2>err || complain 'gatcc --weights A,B,C'
    CC=$CC make -s -C shipped test >out 2>err || complain 'shipped/ should pass its test'
    rm -rf shipped
    expect 0 "$gatcc" "$model" --interpret --data "$data" "$@" --weights "$three"
    awk -v OFS=, '/^output / { outputs++; next } outputs == 1 && /^[0-9]+:/ { for (j = 2; j <= NF; j++) print $1 + 0, j - 2, $j }' out >told
    near expected told
}

cat >labels.lua <<'LUA'
model "labels"
local x = input.node { dim("features", 34) }
local h = elu(nn.gat(dropout(x, 0.3), { out = 4, heads = 2, name = "conv1" }))
local y = nn.gcn(h, { out = 1, name = "conv2" })
output("logits", y)
loss(bce_with_logits(y, target.value(1)))
graph { self_loops = true, symmetric = true }
train { epochs = 20, optimizer = adam { lr = 0.02 } }
LUA
sed -e 's/"labels"/"numbers"/' -e 's/bce_with_logits/mse/' labels.lua >numbers.lua

expect 0 "$gatcc" data --data karate -o two/
awk -F, -v OFS=, 'FNR > 1 { $2 = $2 % 2 } { print }' two/labels.csv >labels.csv
mv labels.csv two/
trained labels.lua label two/
trained numbers.lua value two/
trained "$models/gat2.lua" class karate

# Of the mean: its loss over the training nodes is that of the table, and its metric.
expect 0 ./k eval --data karate --checkpoint "$three" --json e.json
expect 0 ./k data --data karate -o d/
awk -F, 'FILENAME == "d/labels.csv" { truth[$1] = $2; next } FILENAME == "d/train.txt" { train[$1 + 0]; next }
    FNR > 1 && ($1 + 0) in train { sum -= $(3 + truth[$1]); n++ } END { printf "%.4f", sum / n }' d/labels.csv d/train.txt p.csv >loss
grep -q "\"train_loss\": $(cut -c1-5 loss)" e.json || complain "the loss of the mean is $(cat loss)"
[ "$(grep -c '"weights": "w-' e.json)" -eq 3 ] || complain 'e.json should name the members'
expect 0 ./k predict --data karate --checkpoint w-1.st --out p.npz --attention
expect 0 ./k predict --data karate --weights "$three" --out all.npz --attention
cp w-2.st 'a,b.st'
expect 0 ./k predict --data karate --checkpoint a,b.st --out comma.csv
same comma.csv p-2.csv

# Some rows and changes are made by the same inference; a folder of what is not inference is refused.
"$gatcc" "$models/gat2.lua" --data karate --weights "$three" --update -o shipped/ >out 2>err || complain '--update'
CC=$CC make -s -C shipped test >out 2>err || complain 'shipped/ with --update should pass its test'
grep -q 'gat2_infer_nodes' shipped/gat2.h || complain 'shipped/ should have inference of some nodes'
grep -q 'gat2_update' shipped/gat2.h || complain 'shipped/ should have gat2_update'

refused 2 '3 files, but report takes one' ./k report --data karate --checkpoint "$three" -o r.html
refused 2 '2 files, but train takes one' ./k train --data karate --weights w-1.st,w-2.st
refused 2 'w-1.st stands there twice' ./k eval --data karate --checkpoint w-1.st,w-1.st
refused 2 'a name is empty' ./k eval --data karate --checkpoint w-1.st,
refused 1 'w-9.st' ./k eval --data karate --checkpoint w-1.st,w-9.st
refused 2 '--out and --checkpoint name one file' ./k predict --data karate --checkpoint w-1.st,p-2.csv --out p-2.csv
refused 2 '{run} is for train --runs; --resume is for one file' ./k train --data karate --resume w-1.st --checkpoint 'x-{run}.st'
refused 2 'name one file: w-2.st' ./k train --data karate --weights w-2.st --runs 3 --checkpoint 'w-{run}.st'
refused 2 '2 files, but --step trains one model' "$gatcc" "$models/gat2.lua" --weights w-1.st,w-2.st --step -o x.c
refused 1 'w-9.st' "$gatcc" "$models/gat2.lua" --data karate --weights w-1.st,w-9.st -o x.c
nothing x.c
finish
