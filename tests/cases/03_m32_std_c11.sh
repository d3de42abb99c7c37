#!/usr/bin/env bash
# 03_m32_std_c11.sh - "gcc -m32 -std=c11" did not compile the emitted C: 18 errors about vectors, where float constants
# have long double's precision. It must compile, and be right.
. "$(dirname "$0")/lib.bash"
. "$source_dir/tests/support/gcc32.bash"
. "$shared_files/01_fast_math/logits.bash"

for compiler in "$gcc32" "gcc -mfpmath=387"; do
    knows $compiler || continue
    for standard in c99 c11 c17; do right $compiler -O2 -std=$standard -Wall -Werror; done
done
[ $tried -gt 0 ] || skip 'no gcc that makes x87 arithmetic'
finish
