#!/usr/bin/env bash
# The headers that emitted C is made of, compiler/c/lib/: each compiles alone, and helpers.c holds what they compute, by
# gcc and clang, in lanes and in plain C, as a trainer has them and as inference on its own.
set -u
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0 compilers=0
complain() { printf 'FAILED: %s\n' "$*"; failed=1; }
warnings=(-std=c17 -Wall -Wextra -Wpedantic -Werror -Wno-unused-function -I "$source")

# knows CC FLAG...: a compiler that has the flags, for a machine that runs what it makes
knows() {
    echo 'int main(void) { return 0; }' >"$work/empty.c"
    "$@" -Werror "$work/empty.c" -o "$work/empty" 2>/dev/null && "$work/empty"
}

alone() {   # CC HEADER
    printf '#include "compiler/c/lib/%s"\nextern int nothing;\n' "$2" >"$work/alone.c"
    "$1" "${warnings[@]}" -O1 -c "$work/alone.c" -o "$work/alone.o" || complain "$1: $2 does not compile alone"
}

holds() {   # CC FLAG...
    "$@" "${warnings[@]}" -DGATCC_INFERENCE_ONLY "$source/tests/math/helpers.c" -lm -o "$work/helpers" ||
        { complain "$*: does not compile"; return; }
    printf '%s: ' "$*"
    "$work/helpers" >"$work/said" || complain "$*"
    head -n 20 "$work/said"
}

for cc in gcc clang; do
    knows "$cc" || { echo "skipped: $cc makes no program here"; continue; }
    compilers=$((compilers + 1))
    for header in "$source"/compiler/c/lib/*.h; do alone "$cc" "$(basename "$header")"; done
    for flags in -O0 -O2 '-O3 -march=native' '-O3 -march=native -DGATCC_PLAIN' '-O2 -mfpmath=387 -DGAT_WITHOUT_EXACT'; do
        # shellcheck disable=SC2086  # the flags are words
        if knows "$cc" $flags; then holds "$cc" $flags; else echo "$cc has no $flags"; fi
    done
done
[ $compilers -gt 0 ] || { echo 'skipped: neither gcc nor clang'; exit 77; }
exit $failed
