#!/usr/bin/env bash
# depth.sh - memory of models/deep_gat.lua at 5, 10 and 20 layers, from the plan's own formula: what died is used
# again. Inference takes the same at any depth. Training keeps for each layer what its backward pass reads, less than
# four rows of 64, for one that is dear is made again; what the backward pass makes on its way takes the place of what
# it has read; an edge takes one layer's score gradients, whatever the depth.
#
#   bash tests/emit/depth.sh         needs gatcc in $GATCC_BUILD (default: build/)
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
source=${GATCC_SOURCE:-$here/../..}
build=${GATCC_BUILD:-$source/build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

# floats PROGRAM LAYERS: the most a node, the most an edge in the plan's formula, which is one sum or the largest of some
floats() {
    sed "s/LAYERS, WIDTH = 10, 64/LAYERS, WIDTH = $2, 64/" "$source/models/deep_gat.lua" >"$work/deep.lua"
    "$build/gatcc" "$work/deep.lua" --dump=plan | grep "^; program $1:" >"$work/formula"
    echo "$(most N) $(most E)"
}

most() { grep -oE "[0-9]+ $1\b" "$work/formula" | sort -n | tail -n 1 | cut -d' ' -f1; }

# expect WHAT CONDITION...
expect() {
    local what=$1
    shift
    [ "$@" ] || { echo "FAILED: $what: [ $* ]"; failed=1; }
}

for program in train infer; do
    for layers in 5 10 20; do
        read -r node edge <<<"$(floats $program $layers)" || exit 1
        expect "the dump has the formula of $program" -n "${node:-}"
        declare "${program}_node_$layers=$node" "${program}_edge_$layers=$edge"
        echo "$program, $layers layers: $node floats a node, $edge an edge"
    done
done
expect 'inference takes the same at 5, 10 and 20 layers' "$infer_node_5 $infer_node_10" = "$infer_node_10 $infer_node_20"
expect 'inference stores nothing for an edge' "$infer_edge_20" -eq 0
expect 'training takes the same for an edge at any depth' "$train_edge_5 $train_edge_20" = "$train_edge_20 8"
expect 'training takes less than four rows of 64 a layer' $(((train_node_20 - train_node_10) / 10)) -lt 256
expect 'training at 10 layers takes no more than twice what 5 take' "$train_node_10" -le $((2 * train_node_5))
exit $failed
