#!/usr/bin/env bash
# gatcc --bits=exact: one hash of weights and outputs from compilers, optimisation levels, widths of vectors, numbers of
# threads and other machines, as far as these are here; ./build.sh bits makes the whole table. What would break it is refused.
. "$(dirname "$0")/../cases/lib.bash"

case $(pkg-config --cflags gatrt) in *-fsanitize*) skip 'a sanitizer makes other programs' ;; esac
bash "$source_dir/tests/bits/table.bash" --quick --epochs 10 || failed=1

expect 0 "$gatcc" "$models/gat2.lua" --data karate --bits=exact -o exact.c
for flags in -ffast-math -Ofast '-Ofast -fno-finite-math-only'; do
    # shellcheck disable=SC2086  # flags are words
    expect 1 cc $flags -I "$source_dir/runtime" -c exact.c -o exact.o
done
refused 2 'expected exact or fast' "$gatcc" "$models/gat2.lua" --data karate --bits=some -o exact.c

# What no macro tells is tried before the first step.
if command -v clang >/dev/null && grep -qw fma /proc/cpuinfo; then
    CC=clang expect 0 "$gatcc" "$models/gat2.lua" --data karate --bits=exact --cflags='-mfma -ffp-contract=fast' -o fused
    refused 1 'was made with --bits=exact, but compiled to a program that fuses' ./fused train --data karate
fi

export CFLAGS=-O1
for kind in exact fast; do
    expect 0 "$gatcc" "$models/gat2.lua" --data karate --bits=$kind -o $kind
    expect 0 ./$kind info
    prints "bits: $kind"
    expect 0 ./$kind train --data karate --epochs 3 --quiet --seed 1 --checkpoint $kind.st --json $kind.json
    grep -q "\"bits\": *\"$kind\"" $kind.json || complain "$kind.json should say which bits"
done
expect 0 ./fast train --data karate --epochs 5 --quiet --resume exact.st
says 'bits fast (was exact)'
head -n 4 exact.h | grep -q 'Bits: exact' || complain 'exact.h should say which bits'
finish
