#!/usr/bin/env bash
# Data sets of several kinds of rows, and of several graphs: sizes that a model takes from them, what it is told where it
# asks for what is not there, and what info says.
. "$(dirname "$0")/lib.bash"
sizes() { # sizes WORDS: a model of these dimensions
    printf 'model "m"\n%s\nlocal h = matmul(input.node { 2 }, param("w", { 2, 5 }))\n' "$1"
    printf 'output("h", h)\nloss(cross_entropy(h, target.class(5)))\n'
}
drugs=$files/drugs.npz mixed=$files/mixed.npz batch=$files/batch.npz
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

trainer t "$shared_files/tiny.lua" -D features=2
refused 1 "no x nor num_nodes, which the model's space node asks for" ./t train --data "$drugs"
refused 1 'no node to train on' ./t train --data "$batch"
expect 0 ./t info --data "$batch"
prints 'node                     18 rows, 2 features, of several graphs'
prints 'graph                    6 rows, 0 features, y of one whole number each'
prints 'edge                     24 edges from node to node, 0 features'
expect 0 ./t info --data "$batch" --json info.json
grep -qF '"sets"' info.json || complain 'the report should have the sets'
finish
