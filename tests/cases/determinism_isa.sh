#!/usr/bin/env bash
# determinism_isa.sh - the bytes of a checkpoint depended on the width of vectors and on contraction. With
# -ffp-contract=off they must be the same from gcc and clang, unoptimised and optimised, for any width.
. "$(dirname "$0")/lib.bash"

command -v gcc >/dev/null && command -v clang >/dev/null || skip 'gcc and clang are needed'
for model in gat2 gcn sage; do
    first=
    for compiler in gcc clang; do
        for level in -O0 -O1 '-O3 -march=x86-64'; do
            export CC=$compiler CFLAGS="$level -ffp-contract=off"
            trainer prog "$models/$model.lua" --data karate
            expect 0 ./prog train --data karate --seed 1 --epochs 20 --checkpoint "$model$compiler${level%% *}.st"
            first=${first:-$model$compiler${level%% *}.st}
            same "$first" "$model$compiler${level%% *}.st"
        done
    done
done
finish
