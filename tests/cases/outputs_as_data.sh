#!/usr/bin/env bash
# predict --out DATA/test.csv went well, and the next run read it as a split. An output that would be a part of the folder
# is refused; under a name of its own it may lie there.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
cp -r "$shared_files/11_valid_is_ignored/valid_csv" d && chmod -R u+w d && rm d/test.txt
expect 0 ./t train --data d --seed 1 --quiet --checkpoint w.st
weights='--checkpoint w.st'
mkdir e && ln -s ../d e/link
for name in test.csv test_mask.csv edges_undir.csv; do
    for folder in d ./e/../d e/link; do
        refused 2 "a file of this name is read as data by the next run" ./t predict --data d $weights --out $folder/$name
        nothing d/$name
    done
done
refused 2 '--json d/test.txt: in the folder of --data' ./t eval --data d $weights --json d/test.txt
refused 2 '--checkpoint d/dev.index: in the folder of --data' ./t train --data d/ --checkpoint d/dev.index
rm d/labels.csv
refused 2 '--out d/labels.csv' ./t predict --data d $weights --out d/labels.csv
expect 0 ./t predict --data d $weights --out d/predictions.csv
expect 0 ./t predict --data d $weights --out d/test.npz
expect 0 ./t predict --data d $weights --out e/test.csv
# karate is a word, whatever folder has its name.
trainer karate "$models/gat2.lua" --data karate
mkdir karate.d && mv karate k && mv karate.d karate
expect 0 ./k train --data karate --epochs 2 --quiet --checkpoint karate/test.txt
finish
