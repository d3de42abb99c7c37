#!/usr/bin/env bash
# bands.sh - where inference in bands has its buffers, in the emitted C: none lies where another does that lives at the same
# time. Two kernels of a band left pieces of their sums at one place, as the width of the first was taken for 0.
# Run: bash tests/emit/bands.sh; needs gatcc in $GATCC_BUILD
set -u
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
gatcc=$(cd "${GATCC_BUILD:-$source/build}" && pwd)/gatcc
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0 banded=0
complain() { echo "FAILED: $*"; failed=1; }

for model in "$source"/models/*.lua "$source"/tests/random/cases/*.lua; do
    for passes in -fno-fuse -fplan=store; do
        "$gatcc" --check=off "$model" $passes -o "$work/m.c" || complain "$model $passes"
        grep -q '_infer_bands\[\]' "$work/m.c" && banded=$((banded + 1))
        ! grep -n '^ *c->.* = .* \* 0\( \|;\)' "$work/m.c" || complain "$model $passes: a buffer without a width"
    done
done
"$gatcc" --check=off "$source/tests/random/cases/sums_of_a_band.lua" -fno-fuse -o "$work/m.c" &&
    sed -n '/_infer_bind_chunk(/,/^}/p' "$work/m.c" >"$work/bind" && grep -q 'b_sum_pieces = c->a_product_pieces + chunks \* [A-Z]' "$work/bind" ||
    complain 'sums_of_a_band: pieces of two sums should lie one behind the other'
[ $banded -gt 10 ] || complain "only $banded programs have bands"
echo "bands: $banded programs have some"
exit $failed
