#!/usr/bin/env bash
# Several --data: to train they are one data set, as if their rows stood in one file; to measure each is by itself.
# What does not fit together is refused in a line that names the file.
. "$(dirname "$0")/lib.bash"
graph() { # FOLDER FEATURES EDGES LABELS: rows between blanks
    mkdir -p "$1"
    tr ' ' '\n' <<<"$2" >"$1/features.csv"
    tr ' ' '\n' <<<"$3" >"$1/edges.csv"
    tr ' ' '\n' <<<"$4" >"$1/labels.csv"
}
graph a '1,0 0,1 1,0 0,1' '0,2 2,0 1,3 3,1' '0 1 0 1'
graph b '1,0 0,1 1,1' '0,1 1,0 1,2 2,1' '0 1 1'
graph ab '1,0 0,1 1,0 0,1 1,0 0,1 1,1' '0,2 2,0 1,3 3,1 4,5 5,4 5,6 6,5' '0 1 0 1 0 1 1'
graph wide '1,0,0 0,1,0 1,1,0' '0,1 1,0' '0 1 1'
graph more '1,0 0,1 1,1' '0,1,3 1,0,4' '0 1 1'
trainer t "$shared_files/tiny.lua" -D features=2 -D classes=2
expect 0 ./t train --data a --data b --order none --epochs 20 --checkpoint two.safetensors
prints 'a and 1 more: 7 nodes (no split), 2 graphs, 8 edges; read a, b'
says 'a and 1 more: there is no split: all 7 nodes are trained on'
expect 0 ./t train --data ab --order none --epochs 20 --checkpoint one.safetensors
for weights in one two; do expect 0 ./t predict --data ab --weights $weights.safetensors --out $weights.csv; done
same one.csv two.csv
expect 0 ./t eval --data a --data b --checkpoint two.safetensors --json eval.json
[ "$(grep -c '^all  ' out)" -eq 2 ] || complain 'each file should be measured'
prints 'a: 4 nodes (no split), 4 edges'
prints 'b: 3 nodes (no split), 4 edges'
tr -d ' \n' <eval.json | grep -q '"evaluated":\[{"data":"a","all_loss":[^}]*},{"data":"b","all_loss"' || complain 'a row for each file'

# A file without masks beside one with them; unknown there, or forgotten: a line says so.
printf '0\n1\n' >a/train.txt
printf '2\n3\n' >a/test.txt
expect 0 ./t train --data a --data b --epochs 2
prints '7 nodes (2 train, 0 val, 2 test)'
says 'b: it has no masks, but others have: no row of it counts'
expect 0 ./t eval --data b --data a --checkpoint two.safetensors # b without a split first: a has its parts all the same
[ "$(grep -c '^all  ' out)" -eq 1 ] || complain 'only b is measured as a whole'
prints 'train      accuracy'
prints 'test       accuracy'
expect 0 ./t info --data b --data a
prints 'data b and 1 more'

refused 1 'wide: 3 features, but a has 2' ./t train --data a --data wide
refused 1 'more: edges carry something else than in a' ./t train --data a --data more
refused 2 '--data was given before with a' ./t train --data a --data b --data a
refused 2 'predict is of one data set' ./t predict --data a --data b --weights two.safetensors --out x.csv
refused 2 '--split is of one data set' ./t train --data a --data b --split random:60/20/20
refused 2 'in the folder of --data a file of this name is read as data' ./t eval --data a --data b --checkpoint two.safetensors --json b/features.csv
[ -s b/features.csv ] || complain 'data should stay'
finish
