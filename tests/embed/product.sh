#!/usr/bin/env bash
# `gatcc -o DIR/`: the folder of every model in models/ builds alone, by make, without a warning, and its test holds, as
# gcc and clang make it; the test can fail; weights are in it where they were given; nothing that is read is replaced.
. "$(dirname "$0")/../cases/lib.bash"

strict='-O2 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wcast-qual -Wstrict-prototypes -Werror'
compilers=()
for cc in gcc clang; do
    if command -v $cc >/dev/null; then compilers+=("$cc"); else echo "skipped: $cc is not installed"; fi
done
command -v make >/dev/null || { echo 'skipped: make is not installed'; exit 77; }

at=0
for model in "$models"/*.lua; do
    name=$(basename "$model" .lua)
    case $name in synth*) continue ;; esac
    expect 0 "$gatcc" "$model" --name "$name" -o "$name/"
    holds "$name/$name.c"
    if grep -q 'there is no test' err; then # lists of an application's own
        echo "$name: no test"
        continue
    fi
    cc=${compilers[$((at++ % ${#compilers[@]}))]}
    expect 0 env MAKEFLAGS= make -C "$name" CC="$cc" CFLAGS="$strict" all test
    prints "$name: ok"
    expect 0 "./$name/example"
done
[ $at -ge 12 ] || complain "only $at models had a test"

# ---- the test can fail: another number expected, an edge forgotten, other weights
sed -i '/expected_logits\[/ { n; s/, /, 9/; }' gcn/gcn_test.c
expect 2 env MAKEFLAGS= make -C gcn test
prints 'FAILED'

# ---- weights
trainer teach "$models/gat2.lua" --data karate
expect 0 ./teach train --data karate --epochs 30 --quiet --checkpoint k.st
expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st -o shipped/
expect 0 env MAKEFLAGS= make -C shipped test
prints 'gat2: ok'
grep -q 'extern const gat2_params gat2_weights' shipped/gat2.h || complain 'no weights in the header'
grep -q '"weights": "k.st"' shipped/gat2.json || complain 'no weights in the description'
sed -i '/\.conv1_lin_weight/ { n; s/0x1\./0x1.f/g; }' shipped/gat2.c
expect 2 env MAKEFLAGS= make -C shipped test

# ---- another project's: add_subdirectory, and ctest within
if command -v cmake >/dev/null; then
    expect 0 cmake -S gcn -B gcn/build
    expect 0 cmake --build gcn/build
    if command -v node >/dev/null; then expect 0 node -e 'JSON.parse(require("fs").readFileSync("gcn/gcn.json"))'; fi
fi

# ---- nothing that is read is replaced; nothing is half made
mkdir own && cp k.st own/gat2.json && cp "$models/gat2.lua" own/Makefile
refused 2 'own/gat2.json' "$gatcc" "$models/gat2.lua" --data karate --weights own/gat2.json -o own/
refused 2 'own/Makefile' "$gatcc" own/Makefile --data karate -o own/
awk 'BEGIN { print "node,label"; for (v = 0; v < 34; v++) print v "," v % 2 }' >own/example.c
refused 2 'own/example.c' "$gatcc" "$models/gat2.lua" --data karate --labels own/example.c -o own/
same own/gat2.json k.st
nothing own/gat2.c
refused 2 '-MD goes with' "$gatcc" "$models/gat2.lua" -MD -o x/
refused 1 'no/x' "$gatcc" "$models/gat2.lua" -o no/x/
nothing x
finish
