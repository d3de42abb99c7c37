#!/usr/bin/env bash
# Losses of order: each negative is drawn for a pair and has its source; the same bits for any number of threads and after
# --resume; rivals of a data set's own pairs; lists of each source by precision, recall and the like. And the models of links
# learn: recommendation, binding of drugs and proteins. make.py has made the data sets.
. "$(dirname "$0")/lib.bash"
tastes=$files/tastes.npz bound=$files/bound.npz binding=$files/binding.npz
learns() { # learns MODEL DATA SPLIT METRIC LEAST
    trainer "$1" "$models/$1.lua" --data "$2"
    expect 0 ./"$1" train --data "$2" --split "$3" --threads 1 --checkpoint "$1".safetensors
    awk -v metric="$4" -v least="$5" '$1 == "test" && $2 == metric { found = $3 > least } END { exit !found }' out ||
        complain "$1 should reach $4 of more than $5"
}
learns lightgcn "$tastes" links:70/15/15,seed=1 ndcg@10 0.85
prints 'no leak: 0 pairs in two parts, 0 of val and 0 of test along which messages go, 0 negatives that are edges, 0 in two parts'
prints ' link_rivals'
learns drug_target "$bound" random:70/15/15,seed=1 roc_auc 0.9
learns distmult_rgcn "$binding" links:70/15/15,seed=1 roc_auc 0.85

lines() { grep -E '^(train|validation|test) ' out; }
expect 0 ./lightgcn train --data "$tastes" --split links:70/15/15,seed=1 --threads 3 --checkpoint three.safetensors
same lightgcn.safetensors three.safetensors
lines >trained
expect 0 ./lightgcn eval --data "$tastes" --split links:70/15/15,seed=1 --checkpoint three.safetensors
lines >evaluated
same trained evaluated
expect 0 ./lightgcn train --data "$tastes" --split links:70/15/15 --epochs 9 --checkpoint whole.safetensors
expect 0 ./lightgcn train --data "$tastes" --split links:70/15/15 --epochs 4 --checkpoint half.safetensors
expect 0 ./lightgcn train --data "$tastes" --split links:70/15/15 --epochs 9 --resume half.safetensors --checkpoint half.safetensors
same whole.safetensors half.safetensors
for metric in precision@5 recall@5 map@5 hit_ratio@5 roc_auc; do
    expect 0 ./lightgcn eval --data "$tastes" --split links:70/15/15,seed=1,negatives=4 --checkpoint three.safetensors --metric $metric
    prints "test       $metric "
done
expect 2 ./lightgcn eval --data "$tastes" --checkpoint three.safetensors --metric recall@0
says 'no metric is called "recall@0"'
trainer tiny "$shared_files/tiny.lua" --data karate
expect 2 ./tiny train --data karate --metric ndcg@10
says 'the metric "ndcg@10" ranks pairs of one source, but the loss is over node'

# The data set's own pairs: of a drug those with y = 0 are rivals of those with y = 1 in the same part. Drug 0 has 4 of its first 12
# pairs and 5 of the others, drug 1 has 4 of 24: 4 * 8 + 5 * 7 + 4 * 20, where parts know nothing of each other. Prediction wants no y.
sed 's/model "drug_target"/model "ordered"/; s/^loss.*/loss(sampled_softmax(y, target(pair).value(1)))/' "$models/drug_target.lua" >ordered.lua
trainer ordered ordered.lua --data "$bound"
expect 0 ./ordered train --data "$bound" --epochs 60 --checkpoint ordered.safetensors
awk '/^epoch 60/ { exit !($4 < 1) }' err || complain 'the loss of order should fall'
seq 0 11 >a.txt && seq 12 23 >b.txt && seq 24 47 >c.txt
expect 0 ./ordered train --data "$bound" --split files:a.txt,b.txt,c.txt --epochs 1
prints ' 147 pair_rivals'
expect 0 ./ordered predict --data "$bound" --checkpoint ordered.safetensors --out p.csv

# A node that is joined to all others has no pair that could be a negative.
printf '0 1\n0 2\n1 2\n' >full.edgelist
sed 's/model "gae"/model "full"/; s/^loss.*/loss(bpr(y, target(link).value(1)))/' "$models/gae.lua" >full.lua
trainer full full.lua --data full.edgelist
refused 1 'node 0 has no pair left that is no edge of edge, and the loss of order wants one' \
    ./full train --data full.edgelist --split links:100/0/0
finish
