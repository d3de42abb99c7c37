#!/usr/bin/env bash
# NaN in y was refused, without a word of -1. It is a class, or a value, that is not known.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
for data in "$files/23ynan.npz" "$files/csv"; do
    expect 0 ./t train --data "$data" --seed 1
    prints '(3 train, 0 val, 0 test)'
    grep '^train' out >"$(basename "$data").txt"
done
same 23ynan.npz.txt csv.txt
cp -r "$files/csv" .
chmod -R u+w csv
sed 's/nan/-1/' csv/labels.csv >l && mv l csv/labels.csv
expect 0 ./t train --data csv --seed 1
grep '^train' out >minus.txt
same csv.txt minus.txt
printf '3\n' >>csv/train.txt
refused 1 'y[3] = -1 (unknown), but train_mask[3] is set' ./t train --data csv
sed 's/-1/nan/' csv/labels.csv >l && mv l csv/labels.csv
refused 1 'y[3] = nan (unknown), but train_mask[3] is set' ./t train --data csv
finish
