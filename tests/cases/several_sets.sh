#!/usr/bin/env bash
# Data sets of several kinds of rows, and of several graphs: sizes that a model takes from them, models trained on them,
# and what is said where one asks for what is not there.
. "$(dirname "$0")/lib.bash"
sizes() { # sizes WORDS: a model of these dimensions
    printf 'model "m"\n%s\nlocal h = matmul(input.node { 2 }, param("w", { 2, 5 }))\n' "$1"
    printf 'output("h", h)\nloss(cross_entropy(h, target.class(5)))\n'
}
drugs=$files/drugs.npz mixed=$files/mixed.npz batch=$files/batch.npz shuffled=$files/shuffled.npz
sizes 'local F, C, E, L = dim "drug.features", dim "target.classes", dim "binds.edge_features", dim("like.edge_features", 9)
local T = dim "target.targets"' >sizes.lua
expect 0 "$gatcc" sizes.lua --data "$mixed" -o m.c -v
says '2 node, 3 drug, 2 target, 1 edge, 4 binds, 2 like'
for size in 'DRUG_FEATURES = 2' 'TARGET_CLASSES = 5' 'BINDS_EDGE_FEATURES = 3' 'LIKE_EDGE_FEATURES = 9' 'TARGET_TARGETS = 1'; do
    grep -qF "$size" m.h || complain "the header should say $size"
done
sizes 'local F = dim "cell.features"' >sizes.lua
expect 1 "$gatcc" sizes.lua --data "$mixed" -o m.c
says 'the dimension cell.features has no value'
sizes 'local C = dim "graph.classes"' >sizes.lua
expect 0 "$gatcc" sizes.lua --data "$batch" -o m.c
grep -qF 'GRAPH_CLASSES = 2' m.h || complain 'the header should say GRAPH_CLASSES = 2'

# Models of one kind of node are told what such a file lacks, and what it has.
trainer t "$shared_files/tiny.lua" -D features=2
refused 1 "no x nor num_nodes, which the model's space node asks for" ./t train --data "$drugs"
refused 1 'no node to train on; train_mask is missing or empty' ./t train --data "$batch"
expect 0 ./t info --data "$batch" --json info.json
prints 'node                     48 rows, 2 features, of several graphs'
prints 'graph                    12 rows, 1 features, y of one whole number each'
prints 'edge                     72 edges from node to node, 0 features'
grep -qF '"sets"' info.json || complain 'the report should have the sets'

# A loss over graphs, from the file to the predictions: whatever the order of the nodes, and for any number of threads.
trainer graphs "$files/graphs.lua" --data "$batch"
expect 0 ./graphs train --data "$batch" --seed 1 --checkpoint one.safetensors --threads 1
prints 'test       accuracy 100.0 %'
prints '48 nodes, 12 graphs (8 train, 2 val, 2 test), 72 edges'
expect 0 ./graphs train --data "$batch" --seed 1 --checkpoint three.safetensors --threads 3 --no-prune
same one.safetensors three.safetensors
expect 0 ./graphs eval --data "$shuffled" --weights one.safetensors
prints 'validation accuracy 100.0 %'
for data in batch shuffled; do
    expect 0 ./graphs predict --data "$files/$data.npz" --weights one.safetensors --out "$data.csv"
    prints 'outputs of 12 graphs'
    cut -d , -f 1,2 "$data.csv" >"$data.classes"
    expect 0 "$gatcc" "$files/graphs.lua" --interpret --data "$files/$data.npz" --weights one.safetensors
    prints 'loss over 8 training graphs'
    awk -F '[ ,:]+' 'NR == FNR { if (NR > 1) first[NR - 2] = $3; next }
        /^graph [0-9]/ { d = first[$2] - $3; if (d * d > 1e-6) print "graph " $2 ": " first[$2] " is not " $3; n++ }
        END { if (n != 12) print n " graphs" }' "$data.csv" out >differ
    [ ! -s differ ] || complain "$data: predict and --interpret: $(head -n 3 differ)"
done
same batch.classes shuffled.classes
head -n 1 batch.csv | grep -qx 'graph,class,logits_0,logits_1' || complain 'the table should be of graphs'
expect 0 ./graphs train --data "$batch" --seed 1 --epochs 7 --checkpoint half.safetensors
expect 0 ./graphs train --data "$batch" --seed 1 --resume half.safetensors --checkpoint half.safetensors --threads 2
same one.safetensors half.safetensors
refused 1 'no graph to train on; graph.train_mask is missing or empty' ./graphs train --data karate
refused 1 '34 features, but the model graphs was compiled for 2' \
    ./graphs predict --data karate --weights one.safetensors --out k.csv
refused 1 '2 features in graph.x' ./graphs train --data "$files/wide.npz"
trainer wide "$files/graphs.lua" -D graph.features=2
refused 1 'graph.y[0] = 5, but the model graphs' ./wide train --data "$files/wide.npz"

# The same of targets that drugs bind to.
trainer bind "$files/drugs.lua" --data "$drugs"
expect 0 ./bind train --data "$drugs" --seed 1 --checkpoint bind.safetensors
prints '3 drug, 2 target (1 train, 0 val, 0 test), 4 binds, 2 like'
silent_about 'like:'
expect 0 ./bind predict --data "$drugs" --weights bind.safetensors --out bind.csv
prints 'outputs of 2 targets'
[ "$(cut -d , -f 1,2 bind.csv | tr '\n' ' ')" = 'target,class 0,1 1,1 ' ] || complain "targets: $(head -c 200 bind.csv)"

# Messages along two relations that meet at the drugs: by a kernel each, and by one.
sed -e 's/^local m = .*/local liked = relation("like", { from = drug, to = drug })\
local h = matmul(x, param("w", { x.width, 4 }))\
local k = binds.sum_in(binds.src(h))\
local m = binds.sum_in(binds.src(tanh(liked.sum_in(liked.src(h)) + binds.sum_out(binds.dst(k)))) * sum(w))/' \
    "$files/drugs.lua" >meet.lua
trainer apart meet.lua --data "$drugs"
trainer joined meet.lua --data "$drugs" -fjoin-walks
"$gatcc" meet.lua --data "$drugs" -fjoin-walks --dump=fuse | grep -q 'outgoing binds and incoming likes' || complain 'the sums should meet'
for way in apart joined; do
    expect 0 "./$way" train --data "$drugs" --seed 1 --checkpoint "$way.safetensors"
    expect 0 "./$way" predict --data "$drugs" --weights apart.safetensors --out "$way.csv"
done
same apart.csv joined.csv
refused 1 "no drug.x nor drug.num_nodes, which the model's space drug asks for" ./bind train --data "$batch"
expect 0 ./bind train --data "$mixed" # of which no set has a mask
says 'there is no split: all 2 rows of target are trained on'
expect 0 ./bind eval --data "$mixed" --weights bind.safetensors
says 'there is no split: all 2 rows of target are measured, under the name all'
sed 's/dim "binds.edge_features"/4/' "$files/drugs.lua" >wide.lua
expect 1 "$gatcc" wide.lua --data "$drugs" -o wide
says 'the feature matrix of binds is 4 wide here, but 3 wide'
says 'dim("binds.edge_features")'

# Pairs that something is predicted of: their answers and masks stand under the relation's name. Where nothing is known of
# them, or of the one graph there is, there is enough to predict.
trainer pairs "$files/pairs.lua" --data "$files/pairs.npz"
expect 0 ./pairs train --data "$files/pairs.npz" --seed 1 --checkpoint pairs.safetensors
prints '12 drug, 9 protein, 60 pair (40 train, 20 val, 0 test), 40 binds; read'
for data in pairs unknown_pairs; do
    expect 0 ./pairs predict --data "$files/$data.npz" --weights pairs.safetensors --out "$data.csv"
    prints 'outputs of 60 pairs'
done
same pairs.csv unknown_pairs.csv
refused 1 'no pair to train on; pair.train_mask is missing or empty' ./pairs train --data "$files/unknown_pairs.npz"
sed -e 's/concat(pool_mean(h), g)/pool_mean(h)/' -e 's/^local x, g = .*/local x = input.node { 2 }/' "$files/graphs.lua" >pooled.lua
trainer pooled pooled.lua
expect 0 ./pooled train --data "$batch" --seed 1 --checkpoint pooled.safetensors
expect 0 ./pooled predict --data "$files/one_graph.npz" --weights pooled.safetensors --out one.csv
prints 'outputs of 1 graphs'
[ "$(cut -d , -f 1,2 one.csv | tail -n 1)" = '0,0' ] || complain "the one graph: $(head -c 200 one.csv)"
finish
