#!/usr/bin/env bash
# A header 0,1,2,... as pandas writes it for columns without names was read as a node, a label and an edge:
# 7 nodes, features shifted against the edges. It is a header, and that is said.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
expect 0 ./t train --data "$files/04_pandas" --seed 1
prints '6 nodes (3 train, 2 val, 1 test), 8 edges'
says 'a first line of 0,1,2,... is taken as a header: features.csv, labels.csv, edges.csv'
says 'train.txt: its first line, 0, is taken as a node'
grep '^t' out >pandas.txt
mkdir plain
for file in features labels edges; do tail -n +2 "$files/04_pandas/$file.csv" >plain/$file.csv; done
cp "$files"/04_pandas/*.txt plain
expect 0 ./t train --data plain --seed 1
silent_about 'taken as a header'
grep '^t' out >plain.txt
same pandas.txt plain.txt
finish
