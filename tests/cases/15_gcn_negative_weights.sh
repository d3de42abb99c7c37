#!/usr/bin/env bash
# Negative edge weights under nn.gcn's normalisation cut a node off without a word; rows of signed features,
# divided by their sums, came out with other signs and up to 1e7 times as large.
. "$(dirname "$0")/lib.bash"
trainer n "$files/negw.lua" --data "$files/negw.npz"
refused 1 "edge_weight[1] = -3, of the edge 1 -> 2, but it must be at least 0: nn.gcn's normalize" \
    ./n train --data "$files/negw.npz"
grep -q 'edge_weight.* at least 0 each' <("$gatcc" "$files/negw.lua" -o n.c && cat n.h) || complain 'n.h should say the bound'
refused 1 "edge_weight[1] = -3" "$gatcc" "$files/negw.lua" --data "$files/negw.npz" --interpret
sed 's/weight = w/weight = w, normalize = false/' "$files/negw.lua" >any.lua
trainer any any.lua --data "$files/negw.npz"
expect 0 ./any train --data "$files/negw.npz"

# A folder of text has no other weights than what its edges carry: as a weight it is bounded, too.
mkdir text
printf '1,0,0\n0,1,0\n0,0,1\n' >text/features.csv
printf 'source,target,weight\n0,1,1\n1,2,-3\n2,0,1\n' >text/edges.csv
printf 'label\n0\n1\n0\n' >text/labels.csv
seq 0 2 >text/train.txt
expect 1 "$gatcc" "$files/negw.lua" --data text -o w.c
says 'hint: its edges carry one number each, edge_attr: input.edge { 1 }'
sed 's/input.edge_weight {}/input.edge { 1 }/' "$files/negw.lua" >attr.lua
trainer attr attr.lua --data text
refused 1 "edge_attr[1] = -3, of the edge 1 -> 2, but it must be at least 0: nn.gcn's normalize" ./attr train --data text
refused 1 'edge_attr[1] = -3' "$gatcc" attr.lua --data text --interpret

# Weights that the model computes nobody can check beforehand: a node whose sum is negative becomes NaN, and that is told.
sed 's/weight = w/weight = 0 - w/' "$files/negw.lua" >computed.lua
sed 's/weight = w/weight = w * w/' "$files/negw.lua" >square.lua
trainer computed computed.lua --data "$files/negw.npz"
trainer square square.lua --data "$files/negw.npz"
expect 1 ./computed train --data "$files/negw.npz"
says 'the training loss is not a number before the first step'
says 'or a root or a logarithm is taken of what has none'
expect 0 ./square train --data "$files/negw.npz"

sed 's/{ F }/{ F, normalize = "row" }/' "$shared_files/tiny.lua" >row.lua
sed 's/"row"/"l1"/' row.lua >l1.lua
trainer row row.lua
trainer l1 l1.lua
signed=$shared_files/08_csv_bom/bom_all
refused 1 'x of node 1 holds -3.7, but normalize = "row" divides by the row' ./row train --data "$signed"
expect 0 ./l1 train --data "$signed"
mkdir counts
for file in "$signed"/*; do sed 's/-\([0-9]\)/\1/g' "$file" >counts/"$(basename "$file")"; done
expect 0 ./l1 train --data counts --seed 1 --json l1.json
expect 0 ./row train --data counts --seed 1 --json row.json
for name in l1 row; do sed -n '/"losses"/,/]/p' $name.json >$name.losses; done
holds l1.losses
same l1.losses row.losses
finish
