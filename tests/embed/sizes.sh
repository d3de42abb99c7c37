#!/usr/bin/env bash
# ./build.sh sizes: there is a line for a model and the compiler that is here, without static data, and its figures are those of
# the header; another of training. Run: tests/embed/sizes.sh
. "$(dirname "$0")/../cases/lib.bash"
command -v size >/dev/null || skip 'size is not installed'
expect 0 env GATCC_BUILD="$build" CC="$CC" bash "$source_dir/tests/bench/sizes.bash" --quick
expect_line=$(grep '^| gcn | ' out)
training=$(grep '^| gcn, training | ' out)
awk -F'|' '{ exit !($4 > 1000 && $6 == 0 && $7 > 0 && $8 > 0 && $9 > 0) }' <<<"$expect_line" || complain "no figures: $expect_line"
expect 0 "$gatcc" "$models/gcn.lua" --capacity nodes=64,edges=256 -o gcn.c
awk -F'|' -v inference="$(awk -F'|' '{ print $4 + 0 }' <<<"$expect_line")" '{ exit !($4 > inference && $6 == 0 && $7 > 0 && $8 > $7 && $9 > 0) }' \
    <<<"$training" || complain "no figures of training: $training"
fixed=$(awk -F'|' '{ print $8 + 0 }' <<<"$expect_line")
grep -q "of $fixed bytes" gcn.h || complain "the header does not say $fixed bytes"
finish
