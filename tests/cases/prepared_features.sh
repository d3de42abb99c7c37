#!/usr/bin/env bash
# Features as a file has them, made ready by --missing, --scale and --one-hot, train what the same numbers in the file train.
# Weights are measured with what their own training rows gave, and with nothing else. Classes of few rows weigh or count more.
. "$(dirname "$0")/lib.bash"
graph() { # FOLDER FEATURES LABELS: rows between blanks; nodes 0, 1, 2 train, 3 and 4 validate
    mkdir -p "$1"
    tr ' ' '\n' <<<"$2" >"$1/features.csv"
    tr ' ' '\n' <<<"$3" >"$1/labels.csv"
    printf '0,1\n1,0\n1,2\n2,3\n3,4\n4,0\n' >"$1/edges.csv"
    printf '0\n1\n2\n' >"$1/train.txt"
    printf '3\n4\n' >"$1/val.txt"
}
graph raw '0,3 ,7 2, 5,11 ?,1' '0 1 0 1 0' # of training nodes: 0, 1, 2 and 3, 5, 7
graph filled '0,3 1,7 2,5 5,11 1,1' '0 1 0 1 0'
graph ready '0,0 0.5,1 1,0.5 2.5,2 0.5,-0.5' '0 1 0 1 0'
trainer t "$shared_files/tiny.lua" -D features=2 -D classes=2
predicts() { # NAME OPTIONS...: trains on them, and predicts on $data with those of --missing and --scale
    local name=$1
    shift
    expect 0 ./t train --data "$data" "$@" --epochs 20 --seed 3 --quiet --checkpoint "$name.safetensors"
    while [ $# -gt 0 ] && [[ $1 != --missing && $1 != --scale ]]; do shift; done
    expect 0 ./t predict --data "$data" "$@" --weights "$name.safetensors" --out "$name.csv"
}
refused 1 'raw/features.csv:2: "" is not a number' ./t train --data raw
data=filled predicts filled
data=raw predicts mean --missing mean
same mean.csv filled.csv
data=raw predicts median --missing median
same median.csv filled.csv
data=ready predicts ready
data=raw predicts scaled --missing mean --scale min-max
same scaled.csv ready.csv

# Other data under the same weights, with the least and the range of raw, not its own.
graph other '2,5 4,3 ,3 2,3 0,7' '0 1 0 1 0'
graph other_ready '1,0.5 2,0 0.5,0 1,0 0,1' '0 1 0 1 0'
expect 0 ./t predict --data other --missing mean --scale min-max --weights scaled.safetensors --out a.csv
prints 'read features.csv'
expect 0 ./t predict --data other_ready --weights ready.safetensors --out b.csv
same a.csv b.csv
refused 1 'scaled.safetensors was trained on features that were prepared by missing=mean,scale=min-max, but these are by nothing' \
    ./t eval --data filled --weights scaled.safetensors
refused 1 'prepared by nothing, but these are by missing=mean' ./t eval --data raw --missing mean --weights filled.safetensors
expect 0 ./t train --data raw --missing mean --scale min-max --resume scaled.safetensors --epochs 21 # which counts nothing anew
silent_about 'another data set'
# A run that goes on has best weights that were measured: with other features they would be other weights.
refused 1 'scaled.safetensors was trained on features that were prepared by missing=mean,scale=min-max, but these are by nothing' \
    ./t train --data filled --resume scaled.safetensors --epochs 21
refused 1 'prepared by nothing, but these are by missing=mean' \
    ./t train --data raw --missing mean --resume filled.safetensors --epochs 21

# So does --interpret; and inference that stands alone takes features as they come, which is said where it is made.
two=(-D features=2 -D classes=2)
says_prepared='scaled.safetensors was trained on features that were prepared by missing=mean,scale=min-max; inference takes'
refused 1 'prepared by missing=mean,scale=min-max, but these are by nothing' \
    "$gatcc" "$shared_files/tiny.lua" --interpret --data filled --weights scaled.safetensors
expect 0 "$gatcc" "$shared_files/tiny.lua" --interpret --data other --missing mean --scale min-max --weights scaled.safetensors
grep -v 'loss' out >a.txt
expect 0 "$gatcc" "$shared_files/tiny.lua" --interpret --data other_ready --weights ready.safetensors
grep -v 'loss' out >b.txt
[ -s a.txt ] && same a.txt b.txt
expect 0 "$gatcc" "$shared_files/tiny.lua" "${two[@]}" --weights scaled.safetensors -o shipped/
says "$says_prepared"
grep -q 'trained on features that were prepared by missing=mean,scale=min-max' shipped/tiny.h || complain 'the header should say it'
grep -q '"prepared": "missing=mean,scale=min-max"' shipped/tiny.json || complain 'the description should say it'
expect 0 ./t export --checkpoint scaled.safetensors -o scaled.params
says "$says_prepared"
expect 0 "$gatcc" "$shared_files/tiny.lua" "${two[@]}" --weights filled.safetensors -o shipped/
silent_about prepared
expect 0 ./t export --checkpoint filled.safetensors -o filled.params
silent_about prepared

# Columns that are made: gatcc counts them as the trainer does.
graph kinds '3,1 ,2 3,3 9,2 3,1' '0 1 0 1 0'
trainer k "$shared_files/tiny.lua" --data kinds --missing mask --one-hot 1
expect 0 ./k train --data kinds --missing mask --one-hot 1 --epochs 2 --checkpoint k.safetensors
expect 0 ./k info --data kinds --missing mask --one-hot 1
prints '5 columns, 1 numbers were missing'
printf '3,1\n,2\n3,3\n9,4\n3,1\n' >kinds/features.csv # the same number of columns
sed -i 's/^3,3$/3,4/' kinds/features.csv
refused 1 'prepared by one-hot=' ./k eval --data kinds --missing mask --one-hot 1 --weights k.safetensors
printf 'node,place,age\n0,home,3\n1,away,\n2,home,5\n3,,7\n4,road,1\n' >table.csv
expect 0 "$gatcc" data --data filled --features table.csv --one-hot place --missing zero
prints '4 columns, 1 numbers were missing'
refused 1 'table.csv: --one-hot town: no column is called so' "$gatcc" data --data filled --features table.csv --one-hot town
refused 1 'place is "home", but features are numbers; --one-hot NAME' "$gatcc" data --data filled --features table.csv

# One training node of class 1, two of class 0: twice the weight, twice there, or one of class 0 left out.
data=filled predicts listed --class-weight 1,2
data=filled predicts balanced --class-weight balanced
data=filled predicts over --oversample
same listed.csv balanced.csv
same listed.csv over.csv
if cmp -s listed.csv filled.csv; then complain 'weights should change what is learnt'; fi
expect 0 ./t train --data filled --undersample --epochs 2
prints 'filled: 5 nodes (2 train, 2 val, 0 test)'
sed 's/target.class(C)/&, { class_weight = "balanced" }/' "$shared_files/tiny.lua" >weighs.lua
trainer w weighs.lua -D features=2 -D classes=2
expect 0 ./w train --data filled --epochs 20 --seed 3 --json own.json
expect 0 ./t train --data filled --epochs 20 --seed 3 --json ours.json --class-weight balanced
loss() { tr -d '\n' <"$1" | grep -oE '"(val|train)_loss": [0-9.]{7}'; }
[ -n "$(loss own.json)" ] && [ "$(loss own.json)" = "$(loss ours.json)" ] || complain "$(loss own.json) and $(loss ours.json)"
refused 1 'the loss of model tiny weighs classes itself' ./w train --data filled --class-weight 1,2
refused 1 '--class-weight 1,2,3: 3 numbers, but there are 2 classes' ./t train --data filled --class-weight 1,2,3
refused 2 'expected balanced, or a number above 0' ./t train --data filled --class-weight 1,-2
refused 2 'give one of them' ./t train --data filled --oversample --undersample
refused 2 '--missing nearest: expected mean, median' ./t train --data raw --missing nearest
refused 2 '--scale max: expected standard' "$gatcc" data --data raw --scale max
finish
