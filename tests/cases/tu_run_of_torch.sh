#!/usr/bin/env bash
# Ten steps of a graph isomorphism network on MUTAG as its publishers have it, from PyTorch's first weights: the losses
# are those of PyTorch Geometric in float64. A data set without a split is trained on as a whole, and said to be.
. "$(dirname "$0")/lib.bash"
runs=${GATCC_REFERENCE_TASKS:-$source_dir/../shared/reference-tasks}/runs
[ -r "$runs/mutag_gin.initial.safetensors" ] || skip "no $runs/mutag_gin.initial.safetensors (GATCC_REFERENCE_TASKS)"
[ -d "$runs/MUTAG" ] || skip "no $runs/MUTAG"
trainer gin "$files/gin.lua" --data "$runs/MUTAG"
expect 0 ./gin train --data "$runs/MUTAG" --weights "$runs/mutag_gin.initial.safetensors" --json run.json
says 'there is no split: all 188 graphs are trained on'
prints '188 graphs (no split)'
numbers() { # KEY: of a JSON file on standard input, the first list of that name, one number in a line
    tr -d ' \n' | sed "s/.*\"$1\":\[\([^]]*\)\].*/\1/" | tr ',' '\n'
}
sed -n '/"mutag_gin"/,/"cora_gae"/p' "$runs/runs.json" | tr -d '\n' | numbers loss_f64 >wanted
numbers losses <run.json >losses
[ "$(wc -l <losses)" -ge 9 ] || complain 'ten losses'
paste losses wanted | head -n 10 | awk '{ d = ($1 - $2) / $2; if (d > 1e-4 || d < -1e-4) { print "epoch " NR ": " $1 ", not " $2; bad = 1 } }
    END { exit bad }' >differ || complain "losses: $(cat differ)"
finish
