#!/usr/bin/env bash
# What gatcc emits does not depend on the compiler that gatcc was built by: C leaves the order in which a call's
# arguments are made open, and gcc goes from right to left, clang from left to right.
# Run: tests/emit/same_text.sh
set -u
source=${GATCC_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
build=$(cd "${GATCC_BUILD:-$source/build}" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

if grep -qs '^CMAKE_C_COMPILER:[A-Z]*=.*clang' "$build/CMakeCache.txt"; then other=gcc; else other=clang; fi
command -v $other >/dev/null || { echo "skipped: $other is not installed"; exit 77; }
grep -qs '^GATCC_SANITIZE:[A-Z]*=..*' "$build/CMakeCache.txt" && { echo 'skipped: a build with sanitizers'; exit 77; }
cmake -S "$source" -B "$work/build" -DCMAKE_C_COMPILER=$other -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG=-O0 -DGATCC_TESTS=OFF \
    >"$work/log" 2>&1 && cmake --build "$work/build" -j 2 --target gatcc >>"$work/log" 2>&1 || {
    tail -n 20 "$work/log"
    echo "FAILED: $other does not build gatcc"
    exit 1
}
mkdir "$work/one" "$work/other"
count=0
for model in "$source"/models/*.lua "$source"/tests/random/cases/*.lua; do
    count=$((count + 1))
    "$build/gatcc" "$model" --check=off -o "$work/one/m.c" >/dev/null 2>&1
    "$work/build/gatcc" "$model" --check=off -o "$work/other/m.c" >/dev/null 2>&1
    cmp -s "$work/one/m.c" "$work/other/m.c" && continue
    echo "FAILED: $model: built by $other, gatcc emits another text"
    diff "$work/one/m.c" "$work/other/m.c" | head -n 10
    failed=1
done
[ $failed -ne 0 ] || echo "$count models: the same text from gatcc by either compiler"
exit $failed
