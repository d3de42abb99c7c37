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

# Below names there is no second header: a first edge 0,1, a first node 0, features 0,1,2 are data. They were dropped
# where another file begins with a counted header, or nothing speaks for the last node.
mkdir mixed
cp "$files"/04_pandas/*.* mixed
chmod -R u+w mixed
{ echo source,target; tail -n +2 "$files/04_pandas/edges.csv"; } >mixed/edges.csv
{ echo node; cat "$files/04_pandas/train.txt"; } >mixed/train.txt
[ "$(sed -n 2p mixed/edges.csv)" = 0,1 ] || complain 'the first edge should be 0,1'
expect 0 ./t train --data mixed --seed 1
prints '6 nodes (3 train, 2 val, 1 test), 8 edges'
silent_about 'edges.csv'
silent_about 'train.txt'
grep '^t' out >mixed.txt
same mixed.txt plain.txt
mkdir features
printf 'a,b,c\n0,1,2\n1,0,0\n0,0,1\n' >features/features.csv
printf 'source,target\n0,1\n1,0\n' >features/edges.csv
expect 0 ./t info --data features
prints '3 nodes, 3 features'
finish
