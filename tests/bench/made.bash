#!/usr/bin/env bash
# made.bash - data sets that papers made to tell models apart, and what tells them: the rows of runtime/data.md and the figures of
# runtime/explanations.md. Run by hand; two minutes of two cores. Needs gatcc in $GATCC_BUILD (default: build/).
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
build=${GATCC_BUILD:-$source/build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$build
cd "$work"

one() { # MODEL.lua DATA [FEATURES]
    local features=(${3:+--features "$3"})
    "$build/gatcc" "$1" --data "$2" "${features[@]}" --explain -o net 2>log || { cat log >&2; return 1; }
    ./net train --data "$2" "${features[@]}" --quiet --checkpoint net.st >out 2>log || { cat log >&2; return 1; }
    printf '%s, %s %s: %s\n' "$2" "$(basename "$1")" "${3-}" "$(grep '^test' out)"
}

for layer in gat gatv2; do
    cat >"$layer.lua" <<TEXT
model "lookup_$layer"
local F, C = dim("features", 21), dim("classes", 10)
local h = nn.linear(input.node { F, sparse = true }, { out = 128 })
local y = nn.linear(nn.$layer(h, { heads = 1, out = 128 }), { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
train { epochs = 300, optimizer = adam { lr = 0.001 } }
TEXT
    one "$layer.lua" dictionary:keys=10,seed=1
done

one "$source/models/gin_graph.lua" csl:seed=1
one "$source/models/gin_graph.lua" csl:seed=1 walk:8
one "$source/models/positions.lua" csl:seed=1 laplacian:8

# Three layers, all of them read by the last; `step` is one.
houses() { # NAME EPOCHS RATE DECAY GRAPH STEP
    cat >"$1.lua" <<TEXT
model "$1"
local F, C = dim("features", 10), dim("classes", 4)
local h, all = input.node { F }, nil
for _ = 1, 3 do
    h = relu($6)
    all = all and concat(all, h) or h
end
local y = nn.linear(all, { out = C })
output("logits", y)
loss(cross_entropy(y, target.class(C)))
$5
train { epochs = $2, optimizer = adam { lr = $3, weight_decay = $4 } }
TEXT
    one "$1.lua" ba-shapes:seed=1
    for method in leave-one-out saliency integrated-gradients gnn-explainer; do walls "$method"; done
}

walls() { # METHOD
    ./net explain --data ba-shapes:seed=1 --checkpoint net.st --nodes "$(seq -s, 300 5 695)" --method "$1" \
        -o effects.csv --quiet --json told.json
    awk -F, 'NR > 1 { size = $7 < 0 ? -$7 : $7; house = int(($1 - 300) / 5)
        print size, ($5 >= 300 && $6 >= 300 && int(($5 - 300) / 5) == house && int(($6 - 300) / 5) == house) }' effects.csv |
        sort -g | awk -v method="$1" '{ value[NR] = $1; wall[NR] = $2 } END {
            for (i = 1; i <= NR; i = j + 1) { # rows of one value share their mean rank
                for (j = i; j < NR && value[j + 1] == value[i]; j++);
                for (k = i; k <= j; k++) if (wall[k]) { ranks += (i + j) / 2; walls++ }
            }
            others = NR - walls
            printf "  %s: ROC AUC %.4f of %d walls among %d edges\n", method,
                (ranks - walls * (walls + 1) / 2) / (walls * others), walls, NR }'
}
houses gcn3 3000 0.005 5e-4 'graph { self_loops = "missing" }' 'nn.gcn(h, { out = 20 })'
houses sums3 2000 0.001 5e-3 '' 'nn.linear(sum_in(src(h)), { out = 20 }) + nn.linear(h, { out = 20 })'
