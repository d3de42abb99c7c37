#!/usr/bin/env bash
# What a data set may hold against its owner's belief, and nobody said: numbers of nodes among the features, the same edge
# twice, a second file of edges, whole numbers that float32 rounds.
. "$(dirname "$0")/lib.bash"
trainer t "$shared_files/tiny.lua"
trainer loops /dev/stdin <<'LUA'
model "loops"
local x = input.node { dim("features", 3) }
output("logits", nn.sage(x, { out = 2, aggregate = "sum", name = "c" }))
loss(cross_entropy(nn.sage(x, { out = 2, aggregate = "sum", name = "d" }), target.class(2)))
graph { self_loops = true }
LUA
plain=$shared_files/11_valid_is_ignored/valid_csv
fresh() { rm -rf d && cp -r "$plain" d && chmod -R u+w d; }
train='./t train --data d --seed 1'
fresh
expect 0 $train
silent_about 'more than once'
silent_about 'call it node'
silent_about 'rounded'

fresh && { echo 'paper,a,b'; cut -d , -f 1,2 "$plain/features.csv" | awk '{ print (NR + 2) % 6 "," $0 }'; } >d/features.csv
expect 0 $train
says 'features.csv: the first column holds each number from 0 to 5 once and is taken as data'

fresh && printf '1,2\n1,1\n0,3\n1,1\n' >>d/edges.csv
expect 0 $train
says '3 of 9 pairs of nodes have the same edge more than once'
expect 0 ./loops train --data d --seed 1 --epochs 1
says '2 of 8 pairs of nodes have the same edge more than once'

fresh && printf '0,1\n' >d/edges_undir.csv
expect 0 $train
says 'edges_undir.csv: edges are read from edges.csv instead'
prints '; ignored edges_undir.csv'

fresh && sed '2s/-0.7/1600000001/' "$plain/features.csv" >d/features.csv
expect 0 $train
says 'features.csv: whole numbers such as 1600000001 are rounded to float32 (1600000000)'

fresh && sed '2s/-0.7/1600000000000000001/' "$plain/features.csv" >d/features.csv
expect 0 $train
says 'features.csv: whole numbers such as 1600000000000000000 are rounded to float32'
fresh && sed '2s/-0.7/1e-60/' "$plain/features.csv" >d/features.csv
expect 0 $train
says 'features.csv: numbers such as 1e-60 are 0 in float32'

# Rows by their numbers in one file, as they stand in the next.
fresh && { echo 'node,a,b,c' && awk '{ print (7 - NR) % 6 "," $0 }' "$plain/features.csv"; } >d/features.csv
expect 0 $train
says 'labels.csv: its rows are nodes 0, 1, 2, ..., although those of features.csv stand in another order'
{ echo 'node,label' && awk '{ print (7 - NR) % 6 "," $0 }' "$plain/labels.csv"; } >d/labels.csv
expect 0 $train
silent_about 'another order'
rm d/train.txt && printf '%d\n' 1 1 1 0 0 0 >d/train_mask.csv
expect 0 $train
says 'train_mask.csv: its rows are nodes 0, 1, 2, ..., although those of features.csv stand in another order'

# The answer, or the nodes' numbers, among the features; a header that counts from 1; ends that are not in front.
fresh && { echo 'a,b,label' && cat "$plain/features.csv"; } >d/features.csv
expect 0 $train
says 'features.csv: its column 3 is called label, but is taken as data'
fresh && { echo 'a,b,node_id' && cat "$plain/features.csv"; } >d/features.csv
expect 0 $train
says 'features.csv: its column 3 is called node_id, but is taken as data'
fresh && { echo '1,2,3' && cat "$plain/features.csv"; } >d/features.csv
{ echo 1 && cat "$plain/labels.csv"; } >d/labels.csv
expect 0 $train
says 'features.csv: its first line counts 1, 2, 3, ... and is taken as a node'
fresh && { echo 'weight,u,v' && sed 's/^/2,/' "$plain/edges.csv"; } >d/edges.csv
refused 1 'column 2 is called u' $train

# Classes that are numbered from 1.
silent_about 'class 0'
fresh && sed 's/1/2/; s/0/1/' "$plain/labels.csv" >d/labels.csv
trainer three "$shared_files/tiny.lua" -D classes=3
expect 0 ./three train --data d
says 'y: no node is of class 0, but classes count from 0'

fresh && mkdir many && cp d/* many && (cd many && seq -f x%.0f 4096 | xargs touch)
refused 1 'many: more than 4096 files' ./t train --data many --seed 1
finish
