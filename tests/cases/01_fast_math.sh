#!/usr/bin/env bash
# 01_fast_math.sh - with -Ofast, -ffast-math or -fassociative-math logits were off by 2 and nothing was said, and a
# trainer that CFLAGS compiled so gave other losses. Reordered arithmetic must give the right numbers; what forgets
# infinity and NaN must be refused by name.
. "$(dirname "$0")/lib.bash"
. "$shared_files/01_fast_math/logits.bash"

relaxed='-fassociative-math -fno-signed-zeros -fno-trapping-math'
for cc in gcc clang; do
    knows $cc || continue
    right $cc -O2 $relaxed
    right $cc -O3 -march=native -funsafe-math-optimizations
    right $cc -Ofast -fno-finite-math-only
    expect 1 $cc -Ofast -DGATCC_INFERENCE_ONLY -c gat2_karate.c -o x.o
    says '"-ffinite-math-only (in -Ofast'
done
[ $tried -gt 0 ] || skip 'neither gcc nor clang'

CFLAGS=-Ofast expect 1 "$gatcc" "$models/gat2.lua" --data karate -o prog
says 'add -fno-finite-math-only'
nothing prog

# test_loss: after 30 epochs
test_loss() {
    ./prog train --data karate --seed 1 --epochs 30 --json report.json >/dev/null 2>&1
    sed -n 's/.*"test_loss": \([0-9.]*\),.*/\1/p' report.json
}
trainer prog "$models/gat2.lua" --data karate
plain=$(test_loss)
export CFLAGS="-O3 -march=native $relaxed"
trainer prog "$models/gat2.lua" --data karate
awk -v a="$plain" -v b="$(test_loss)" 'BEGIN { exit !(a > 0 && a - b < 1e-4 * a && b - a < 1e-4 * a) }' ||
    complain "$CFLAGS: another test loss than $plain"
finish
