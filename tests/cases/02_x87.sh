#!/usr/bin/env bash
# 02_x87.sh - with x87 arithmetic (-m32, -mfpmath=387) logits were off by 0.32, in plain C by 2. They must be right; a
# trainer, which compares floats that it has stored, is refused by name.
. "$(dirname "$0")/lib.bash"
. "$source_dir/tests/support/gcc32.bash"
. "$shared_files/01_fast_math/logits.bash"

for compiler in "$gcc32" "clang -m32" "gcc -mfpmath=387"; do
    knows $compiler || continue
    right $compiler -O1
    right $compiler -O2 -DGATCC_PLAIN
done
[ $tried -gt 0 ] || skip 'no compiler here makes x87 arithmetic that links (gcc-multilib, libc6-dev-i386)'
if knows gcc -mfpmath=387; then
    expect 1 gcc -mfpmath=387 -I"$source_dir/runtime" -c gat2_karate.c -o x.o
    says 'add -msse2 -mfpmath=sse'
fi
finish
