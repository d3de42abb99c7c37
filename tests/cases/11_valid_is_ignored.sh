#!/usr/bin/env bash
# valid.txt and valid_mask were ignored, and the training nodes chose the weights.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
expect 0 ./t train --data "$files/valid_csv" --seed 1
prints '(3 train, 2 val, 1 test)'
prints 'valid.txt'
grep '^[tv]' out >csv.txt
expect 0 ./t train --data "$files/valid_mask.npz" --seed 1
prints '(3 train, 2 val, 1 test)'
prints 'valid_mask'
grep '^[tv]' out >npz.txt
same csv.txt npz.txt
cp -r "$files/valid_csv" .
chmod -R u+w valid_csv
mv valid_csv/valid.txt valid_csv/vaild.txt
expect 0 ./t train --data valid_csv --seed 1
prints '(3 train, 0 val, 1 test)'
prints '; ignored vaild.txt'
finish
