#!/usr/bin/env bash
# What `export` writes is what an application's struct wants, for every kind of parameter there is: transposed in
# checkpoints or not, biases, states, matrices of edges. For each model the inference that applications embed, fed with
# the exported file, gives the same bits as the trainer's predict; a file by another order would not.
. "$(dirname "$0")/../cases/lib.bash"

# Sanitizers of the build, if any: what links libgatrt.a needs them and its compiler.
sanitize=$(sed -n 's/^GATCC_SANITIZE:STRING=//p' "$build/CMakeCache.txt" 2>/dev/null)
[ -z "$sanitize" ] || CC=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
LC_ALL=C read -r -a libraries <<<"$(pkg-config --static --libs-only-l gatrt | sed 's/-lgatrt//')"
flags=(-std=c17 -O0 ${sanitize:+-fsanitize=$sanitize})

. "$source_dir/tests/support/edges.bash"

# The same weights as a constant of the source are the same bytes.
cat >dump.c <<'END'
#include <stdio.h>
#include "baked.h"
int main(void) { return fwrite(&embedded_weights, sizeof embedded_weights, 1, stdout) != 1; }
END
baked() { # MODEL DATA PART
    expect 0 "$gatcc" "$models/$1.lua" --data "$2" --name embedded --weights weights.st -o baked.c
    expect 0 "$CC" "${flags[@]}" -Wall -Wextra -Wpedantic -Werror "$3" -DGATCC_NO_MAIN -I"$source_dir/runtime" -c baked.c
    expect 0 "$CC" "${flags[@]}" dump.c baked.o "$build/libgatrt.a" "${libraries[@]}" -o dump
    ./dump >baked.bin || complain "$1: no weights in its source"
    same baked.bin params.bin
}

# model NAME DATA PART FLAGS...: the part of the embedded source that is compiled. An application's has products of its
# own; where they are large, OpenBLAS adds in another order, and its calls are kept.
alone=-DGATCC_INFERENCE_ONLY beside=-DGATCC_NO_MAIN
model() {
    local name=$1 data=$2 part=$3
    shift 3
    expect 0 "$gatcc" "$models/$name.lua" --data "$data" --name trained -o trained.c
    expect 0 "$gatcc" "$models/$name.lua" --data "$data" --name embedded -o embedded.c
    expect 0 "$CC" "${flags[@]}" "$part" -I"$source_dir/runtime" -c embedded.c -o embedded.o
    expect 0 "$CC" "${flags[@]}" "$@" -DGATCC_NO_MAIN -I"$source_dir/runtime" -I. "$source_dir/tests/embed/exported.c" \
        trained.c embedded.o "$build/libgatrt.a" "${libraries[@]}" -o both
    expect 0 ./both train --data "$data" --epochs 7 --lr 0.02 --quiet --checkpoint weights.st
    expect 0 ./both export --checkpoint weights.st -o params.bin
    prints 'wrote params.bin: '
    baked "$name" "$data" "$part"
    expect 0 ./both predict --data "$data" --weights weights.st --order none --quiet --out predicted.csv
    expect 0 ./both embedded params.bin "$data"
    awk -F, 'NR == 1 { first = $2 == "class" || $2 == "labels" ? 3 : 2; next }
        { row = $1; for (i = first; i <= NF; i++) row = row "," $i; print row }' predicted.csv >expected
    [ "$(wc -l <expected)" -ge 30 ] || complain "$name: predict wrote no rows"
    cmp -s expected out || complain "$name: the application and predict differ: $(diff expected out | head -n 4)"
}

for name in gat2 gatv2 transformer gcn gin supergat; do model "$name" karate "$alone" -DSPARSE; done
model gat_residual synth:nodes=50,edges=200,features=40,classes=3,seed=1,density=0.2 "$alone" -DSPARSE
model multilabel edges "$beside"
model edge_network edges "$beside" -DEDGES

# The weights may be a state dict, as --weights takes it; and each way to get it wrong is one line and no file.
expect 0 ./both export --weights weights.st --out again.bin --json -
prints '"floats": '
same params.bin again.bin
refused 2 'needs --weights FILE or --checkpoint FILE' ./both export -o x.bin
refused 2 'export needs --out' ./both export --weights weights.st
refused 2 'only --json goes to standard output' ./both export --weights weights.st -o -
refused 1 'absent.st' ./both export --weights absent.st -o x.bin
refused 2 'name one file' ./both export --weights weights.st -o weights.st
head -c 100 weights.st >short.st
refused 1 'short.st' ./both export --weights short.st -o x.bin
nothing x.bin

# Weights in a source: of the model's shapes, in what has room for them, never over themselves.
refused 1 'expects [' "$gatcc" "$models/edge_network.lua" -D features=9 --weights weights.st -o x.c
refused 2 'become a part of -o' "$gatcc" "$models/edge_network.lua" --weights weights.st -o x
refused 2 'goes with -o model.c' "$gatcc" "$models/edge_network.lua" --weights weights.st --dump=fuse
refused 1 'absent.st' "$gatcc" "$models/edge_network.lua" --weights absent.st -o x.c
cp weights.st weights.c
refused 2 'weights.c' "$gatcc" "$models/edge_network.lua" --data edges --weights weights.c -o weights.c
same weights.c weights.st
nothing x.c
finish
