#!/usr/bin/env bash
# Each edge of karate is there both ways, so a layer over reversed(edge) makes what it makes over edge. Those over several
# relations did not: their softmax was over the edges into a row, and their sum over those out of it.
. "$(dirname "$0")/lib.bash"

# numbers RELATION FILE: what $layer makes over it.
numbers() {
    printf 'model "m"\nlocal x, r = input.node { 34 }, %s\nlocal y = %s\noutput("out", y)\nloss(op.sum_rows(sum(y)))\n' \
        "$1" "$layer" >m.lua
    expect 0 "$gatcc" m.lua --interpret --data karate
    grep '^[0-9]*: ' out >"$2"
    rm out
}

while read -r layer; do
    numbers edge there
    numbers 'reversed(edge)' back
    paste -d ' ' there back >both
    awk 'NF < 4 || NF % 2 { exit 1 } { for (i = 2; i <= NF / 2; i++) { d = $i - $(i + NF / 2); if (d > 1e-6 || d < -1e-6) exit 1 } }
        END { exit NR != 34 }' both || complain "$layer should make the same over reversed(edge)"
done <<'LAYERS'
nn.gat(x, { over = r, heads = 2, out = 4 })
nn.sage(x, { over = r, out = 4, aggregate = "max" })
nn.gen(x, { over = r, out = 4, norm = "layer" })
nn.pna(x, { over = r, out = 4, aggregators = { "mean", "min", "max", "std", "var", "sum" } })
nn.rgcn(x, { over = { r }, out = 4, aggregate = "max" })
nn.rgat(x, { over = { r }, heads = 2, out = 4 })
nn.rgat(x, { over = { r }, heads = 2, out = 4, softmax = "within" })
nn.hgt({ node = x }, { over = { r }, heads = 2, out = 4 }).node
nn.han({ node = x }, { over = { r }, heads = 2, out = 4 }).node
r.sum_in(square(edge_softmax({ r.src(matmul(x, param("W", { 34, 4 }))) }, nil, { r })[1]))
LAYERS
finish
