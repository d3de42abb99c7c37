#!/usr/bin/env bash
# `--capacity` and `--outputs`: at capacity nothing but the bytes that the header and the description state is touched, and what
# comes out is what memory of each graph's size gives; more is a code; attention is an output, in the order of the graph's
# lists; some nodes alone are the same bits. capacity.c by gcc and clang; products of other kinds of models hold themselves.
. "$(dirname "$0")/../cases/lib.bash"

expect 0 "$gatcc" "$models/gat2.lua" --data karate --cflags=-O1 -o teach
expect 0 ./teach train --data karate --epochs 3 --quiet --checkpoint k.st
expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --capacity nodes=60,edges=300 \
    --outputs logits,conv1.attention -o gat2/
grep -q 'GAT2_MAX_LISTED_EDGES = 360' gat2/gat2.h || complain 'no room for self loops'
ran=0
for cc in gcc clang; do
    command -v $cc >/dev/null || { echo "skipped: $cc is not installed"; continue; }
    ran=1
    expect 0 $cc -std=c11 -O1 -g -Wall -Wextra -Wpedantic -Wshadow -Werror -Wno-pass-failed -fsanitize=address,undefined \
        -fno-sanitize-recover=all -Igat2 "$source_dir/tests/embed/capacity.c" gat2/gat2.c -lm -o capacity
    expect 0 env ASAN_OPTIONS=detect_leaks=0 ./capacity
    grep -q "\"fixed_bytes\": $(cat out)," gat2/gat2.json || complain "fixed memory has $(cat out) bytes, not those of the description"
done
[ $ran -eq 1 ] || skip 'no C compiler'

# What is static is what the application says is, and of that size.
expect 0 "$CC" -std=c11 -O1 -c -Igat2 gat2/gat2.c -o gat2.o
[ -z "$(nm gat2.o | awk '$2 ~ /^[bBdDC]$/')" ] || complain 'the library has memory of its own'

# Edges that carry numbers; kinds of nodes and edges; a graph that does not hold what the test needs.
for model in edge_network hetero; do
    counts=$("$gatcc" "$models/$model.lua" --capacity none=1 -o x.c 2>&1 | sed 's/.*it has //; s/ (.*//; s/,//g')
    list=
    for rows in $counts; do list=$list,$rows=40; done
    expect 0 "$gatcc" "$models/$model.lua" --name "$model" --capacity "${list#,}" -o "$model/"
    expect 0 env MAKEFLAGS= make -C "$model" CFLAGS='-O1 -Wall -Wextra -Werror' test
    prints "$model: ok"
done
expect 0 "$gatcc" "$models/gcn.lua" --capacity nodes=4,edges=4 -o small/
says 'does not fit the capacity'
nothing small/gcn_test.c

# ---- the command line
refused 2 'it has nodes, edges' "$gatcc" "$models/gcn.lua" --capacity nodes=4,edges=4,papers=1 -o x.c
refused 2 'how many edges?' "$gatcc" "$models/gcn.lua" --capacity nodes=4 -o x.c
refused 2 'twice' "$gatcc" "$models/gcn.lua" --capacity nodes=4,edges=1,nodes=4 -o x.c
for wrong in nodes=0,edges=1 nodes=-1,edges=1 nodes=4x,edges=1 nodes,edges=1 nodes=,edges=1 nodes=2147483648,edges=1; do
    refused 2 'expected a number from 1' "$gatcc" "$models/gcn.lua" --capacity $wrong -o x.c
done
refused 2 'takes more than' "$gatcc" "$models/gcn.lua" --capacity nodes=2147483647,edges=2147483647 -o x.c
refused 2 '--capacity goes with' "$gatcc" "$models/gcn.lua" --capacity nodes=4,edges=4 -o x
refused 2 'has no "conv9"; it has' "$gatcc" "$models/gat2.lua" --outputs conv9 -o x.c
refused 2 'has no ""' "$gatcc" "$models/gat2.lua" --outputs logits,,logits -o x.c
refused 2 'twice' "$gatcc" "$models/gat2.lua" --outputs logits,logits -o x.c
refused 2 '--outputs goes with' "$gatcc" "$models/gat2.lua" --outputs logits -o x
nothing x.c
finish
