#!/usr/bin/env bash
# What emitted C has in place of the C library's log, tanh and erf is within 0.51 ulp of the exact value, and every compiler
# gives the same bits: libm.c, over a sample of all floats; ./build.sh bits --floats takes them all.
set -u
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0 compilers=0
complain() { printf 'FAILED: %s\n' "$*"; failed=1; }

for cc in gcc clang; do
    command -v "$cc" >/dev/null || { echo "skipped: there is no $cc"; continue; }
    compilers=$((compilers + 1))
    for flags in -O0 '-O3 -march=native'; do
        # shellcheck disable=SC2086  # the flags are words
        "$cc" -std=c17 -Wall -Wextra -Wpedantic -Werror -Wno-unused-function -ffp-contract=off $flags -I "$source" \
            "$source/tests/math/libm.c" -lm -o "$work/libm" || { complain "$cc $flags: does not compile"; continue; }
        "$work/libm" >"$work/said" || { complain "$cc $flags"; cat "$work/said"; }
        [ -e "$work/first" ] || { cat "$work/said"; cp "$work/said" "$work/first"; }
        cmp -s "$work/said" "$work/first" || complain "$cc $flags: other bits than the first"
    done
done
[ $compilers -gt 0 ] || exit 77
exit $failed
