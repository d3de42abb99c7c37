#!/usr/bin/env bash
# targets.sh - regression on a graph whose edges say what counts: two targets a node, sums over the edges into it of
# e1 x1 and e2 x2, made by awk as a folder of CSV files. An edge network learns them; the same network without the
# edges' features cannot.
#
#   bash tests/train/targets.sh         needs gatcc and the runtime in $GATCC_BUILD (default: build/)
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
source=${GATCC_SOURCE:-$here/../..}
build=${GATCC_BUILD:-$source/build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$build
mkdir "$work/data"
awk -v folder="$work/data" 'BEGIN {
    srand(7); n = 400
    for (v = 0; v < n; v++) {
        x1[v] = 2 * rand() - 1; x2[v] = 2 * rand() - 1
        print x1[v] "," x2[v] > (folder "/features.csv")
        print v > (folder "/" (v % 5 < 3 ? "train" : v % 5 == 3 ? "val" : "test") ".txt")
    }
    for (k = 0; k < 5 * n; k++) {
        u = int(n * rand()); v = int(n * rand()); e1 = 2 * rand() - 1; e2 = 2 * rand() - 1
        print u "," v "," e1 "," e2 > (folder "/edges.csv")
        t1[v] += e1 * x1[u]; t2[v] += e2 * x2[u]
    }
    for (v = 0; v < n; v++)
        print 0.5 * t1[v] + 0 "," 0.5 * t2[v] + 0 > (folder "/labels.csv")
}'
cat >"$work/network.lua" <<'END'
model "network"
local x, e = input.node { 2 }, input.edge { 2 }
local y = nn.mpnn(x, { edge = e, out = 2, hidden = 8, inner = silu })
output("y", y)
loss(mse(y, target.value(2)))
train { epochs = 400, optimizer = adam { lr = 0.02 }, metric = "r2" }
END
sed 's/edge = e, out = 2/message = "mlp", out = 2/' "$work/network.lua" >"$work/blind.lua"
sed -i 's/, e = input.node { 2 }, input.edge { 2 }/ = input.node { 2 }/; s/"network"/"blind"/' "$work/blind.lua"

# r2 NAME: R2 over the test nodes
r2() {
    "$build/gatcc" "$work/$1.lua" -o "$work/$1" >&2 &&
        "$work/$1" train --data "$work/data" --seed 1 --quiet --checkpoint "$work/$1.safetensors" >&2 &&
        "$work/$1" eval --data "$work/data" --checkpoint "$work/$1.safetensors" |
        sed -n 's/^test  *r2 \(-\{0,1\}[0-9.]*\).*/\1/p'
}
seen=$(r2 network) || exit 1
blind=$(r2 blind) || exit 1
echo "R2 over the test nodes: $seen with the edges' features, $blind without"
awk -v seen="$seen" -v blind="$blind" 'BEGIN { exit !(seen > 0.97 && blind < 0.5) }' || { echo "FAILED: expected above 0.97 and below 0.5"; exit 1; }
