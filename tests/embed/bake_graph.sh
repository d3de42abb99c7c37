#!/usr/bin/env bash
# `--bake=graph`: karate's graph in constants gives the logits that the trainer predicts, digit by digit; the source is the
# library's own and needs no memory but what the header states; several relations and outputs of edges compile; what cannot be a
# constant is one line.
. "$(dirname "$0")/../cases/lib.bash"

expect 0 "$gatcc" "$models/gat2.lua" --data karate --bits=exact --cflags=-O0 -o teach
expect 0 ./teach train --data karate --epochs 3 --quiet --checkpoint k.st
expect 0 ./teach predict --data karate --weights k.st --quiet --out predicted.csv
expect 0 "$gatcc" "$models/gat2.lua" --data karate --weights k.st --bits=exact --bake=graph -o gat2/
expect 0 "$CC" -std=c11 -O1 -Wall -Wextra -Wpedantic -Werror -Igat2 "$source_dir/tests/embed/bake_graph.c" gat2/gat2.c -lm -o app
expect 0 ./app
awk -F, 'NR > 1 { row = $1; for (i = 3; i <= NF; i++) row = row "," $i; print row }' predicted.csv >expected
[ "$(wc -l <expected)" -eq 34 ] || complain 'predict wrote no rows'
cmp -s expected out || complain "the graph that was baked in and predict differ: $(diff expected out | head -n 4)"
expect 0 env MAKEFLAGS= make -C gat2 CC="$CC" CFLAGS=-O1 test
prints 'gat2: ok'
expect 0 "$gatcc" "$models/gat2.lua" --data karate --bake=graph --outputs logits,conv1.attention -o edges.o
grep -q 'GAT2_OWN_EDGES = 190' edges.h || complain 'the header does not say how many edges there are'

refused 2 'needs the graph' "$gatcc" "$models/gat2.lua" --bake=graph -o x.c
refused 2 'expected graph' "$gatcc" "$models/gat2.lua" --data karate --bake=weights -o x.c
refused 2 '--update changes it' "$gatcc" "$models/gat2.lua" --data karate --bake=graph --update -o x.c
refused 2 'lists of an application' "$gatcc" "$models/gae.lua" --data karate --bake=graph -o x.c
refused 2 '--bake goes with' "$gatcc" "$models/gat2.lua" --data karate --bake=graph -o x
nothing x.c
finish
